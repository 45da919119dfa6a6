export { ClientCertificateError, type ErrorCode } from "./errors";
export type { Finding, FindingCode, Severity } from "./finding";
