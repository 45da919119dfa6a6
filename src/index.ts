export { ClientCertificateError, type ErrorCode } from "./errors";
export type { Finding, FindingCode, Severity } from "./finding";
export { type InspectedClientCertificate, type InspectOptions, inspectClientCertificate } from "./inspect";
export type { CertificateFacts, MaterialFiles } from "./pem/inspect-material";
