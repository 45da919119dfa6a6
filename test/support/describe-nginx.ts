import { isOnPath } from "./tools";

/** Whether suites against a real nginx run; where none may be skipped, REQUIRE_NGINX=1. */
export const NGINX_RUNS = isOnPath("nginx") || process.env.REQUIRE_NGINX === "1";

export const describeNginx = NGINX_RUNS ? describe : describe.skip;
