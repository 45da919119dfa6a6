/** Paths of the suites that cannot run here. */
export function leftOut(): string[];
