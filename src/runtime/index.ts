export type { CertificateFacts } from "../certificate-facts";
export { ClientCertificateError, type ErrorCode } from "../errors";
export { type CertificateSource, type ResolveOptions, SecretGoneError } from "../identity/certificate-source";
export {
  type CertificateEvent,
  CONNECT_CHANNEL,
  type ConnectEvent,
  REGISTRY_CHANNEL,
  type RegistryEvent,
  SELECT_CHANNEL,
  type SelectEvent,
} from "../identity/events";
export type { CertificateProxy, ProxyOptions } from "../proxy/certificate-proxy";
export type { Answer, Considered } from "../wire/answer";
export type { Registration } from "../wire/registration";
export type { SecretHalf } from "../wire/secret";
export type { CertificateAgent } from "./certificate-agent";
export type { CertificateDispatcher } from "./certificate-dispatcher";
export { ClientCertificates, type HostContext } from "./client-certificates";
export type {
  ClientCertificatesOptions,
  ConnectionOptions,
  CustomSourceOptions,
  DeployedRegistryOptions,
  FromSynthOptions,
} from "./client-certificates-options";
export type { Fetch } from "./fetch";
export type { HttpsOptions } from "./tls-options";
export type { TlsOptions, UndiciOptions } from "./undici-options";
