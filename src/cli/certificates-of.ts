import { ClientCertificates, type ConnectionOptions } from "../runtime";
import { deployedRegistry, type RegistryOptions } from "./registry-options";

/** The client certificates of the registry that a command was told. */
export async function certificatesOf(
  told: RegistryOptions,
  options: ConnectionOptions = {},
): Promise<ClientCertificates> {
  const deployed = await deployedRegistry(told);
  return deployed
    ? new ClientCertificates({ ...options, ...deployed })
    : ClientCertificates.fromSynth(told.from ?? "cdktf.out", { ...options, registry: told.registry });
}
