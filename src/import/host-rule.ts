import { judgeHost } from "../host/judge-host";
import type { HostRule } from "./foreign-certificate";

/** The rule for a host pattern, if it can be declared. */
export function ruleFor(pattern: string, differences: readonly string[] = []): HostRule {
  const judged = judgeHost(pattern);
  const [fault] = judged.findings;
  if (!fault) return { host: judged.pattern, differences };
  return { differences: [...differences, `"${pattern}" is not declared: ${fault.message}; ${fault.fix}`] };
}

/** What a port, or a path, of a rule comes to: a certificate of ours is for a host. */
export function portAndPath(tool: string, port: string | undefined, path: string | undefined): string[] {
  const only = [
    ...(port === undefined || port === "" || port === "*" ? [] : [`on port ${port}`]),
    ...(path === undefined || /^\/?\**$/.test(path) ? [] : [`below ${path}`]),
  ];
  return only.length === 0 ? [] : [`${tool} presents it only ${only.join(" and ")}; here it is for the whole host.`];
}

/** A URL whose host may be a pattern; undefined where it is none. */
export function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
