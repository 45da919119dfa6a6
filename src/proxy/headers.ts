/** Header fields that are about one connection, not about the message (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Names and values in turn, as `rawHeaders` of node:http. */
export type RawHeaders = readonly string[];

/** The fields that belong to the message and go on to the other side; HTTP/2's pseudo fields are left out. */
export function endToEnd(headers: RawHeaders): string[] {
  const dropped = new Set(HOP_BY_HOP);
  for (const [name, value] of pairs(headers)) {
    if (name.toLowerCase() !== "connection") continue;
    for (const option of value.split(",")) dropped.add(option.trim().toLowerCase());
  }
  return pairs(headers)
    .filter(([name]) => !name.startsWith(":") && !dropped.has(name.toLowerCase()))
    .flat();
}

/** The same without the fields of these names. */
export function without(headers: RawHeaders, ...names: readonly string[]): string[] {
  return pairs(headers)
    .filter(([name]) => !names.includes(name.toLowerCase()))
    .flat();
}

/** HTTP/2 may tell cookies in several fields, HTTP/1.1 in one (RFC 9113, section 8.2.3). */
export function withOneCookie(headers: RawHeaders): string[] {
  const cookies = valuesOf(headers, "cookie");
  return cookies.length < 2 ? [...headers] : [...without(headers, "cookie"), "cookie", cookies.join("; ")];
}

/** Every value of a field, whatever the case of its name. */
export function valuesOf(headers: RawHeaders, name: string): string[] {
  return pairs(headers)
    .filter(([other]) => other.toLowerCase() === name)
    .map(([, value]) => value);
}

export function pairs(headers: RawHeaders): [name: string, value: string][] {
  return Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i]!, headers[2 * i + 1]!]);
}
