import { nginxPath } from "./nginx";

/** Whether suites against a real nginx run; where none may be skipped, REQUIRE_NGINX=1. */
export const NGINX_RUNS = nginxPath() !== undefined || process.env.REQUIRE_NGINX === "1";

export const describeNginx = NGINX_RUNS ? describe : describe.skip;
