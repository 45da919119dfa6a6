import "./constructs/require-framework";

export type { CertificateFacts } from "./certificate-facts";
export { ClientCertificate } from "./constructs/client-certificate";
export type { Acknowledgement, ClientCertificateProps } from "./constructs/client-certificate-props";
export {
  ClientCertificateRegistry,
  type ClientCertificateRegistryProps,
  type IClientCertificateRegistry,
} from "./constructs/client-certificate-registry";
export type { ExpiryAlarmProps } from "./constructs/expiry-alarm";
export type { GrantedRole } from "./constructs/grants";
export { Passphrase } from "./constructs/passphrase";
export { ResolvedClientCertificate, type ResolveProps } from "./constructs/resolved-client-certificate";
export { ClientCertificateError, type ErrorCode } from "./errors";
export type { Finding, FindingCode, Severity } from "./finding";
export { type InspectedClientCertificate, type InspectOptions, inspectClientCertificate } from "./inspect";
export type { MaterialFiles } from "./verdict/inspect-material";
