export type { CertificateFacts } from "../certificate-facts";
export { ClientCertificateError, type ErrorCode } from "../errors";
export type { Registration, SecretHalf } from "../registry/registration";
export type { Answer, Considered } from "../registry/resolve";
export type { CertificateAgent, HttpsOptions } from "./certificate-agent";
export type { CertificateDispatcher } from "./certificate-dispatcher";
export { type CertificateSource, type ResolveOptions, SecretGoneError } from "./certificate-source";
export { ClientCertificates, type HostContext } from "./client-certificates";
export type {
  ClientCertificatesOptions,
  ConnectionOptions,
  CustomSourceOptions,
  DeployedRegistryOptions,
  FromSynthOptions,
} from "./client-certificates-options";
export { type CertificateEvent, CONNECT_CHANNEL, type ConnectEvent, SELECT_CHANNEL, type SelectEvent } from "./events";
export type { Fetch } from "./fetch";
export type { UndiciOptions } from "./undici-options";
