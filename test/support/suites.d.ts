/** For each command that is missing, the paths of the suites that need it and cannot run here. */
export function leftOut(): Record<string, string[]>;
