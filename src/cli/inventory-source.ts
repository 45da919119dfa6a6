import { type Inventory, makeInventory } from "../inventory/inventory";
import { rowOfDeclaration, rowOfDeployed } from "../inventory/rows";
import { printable } from "../printable";
import { readManifests } from "../registry/manifest";
import { printError } from "./command";
import { deployedRegistrations } from "./deployed-registrations";
import { deployedRegistry, type RegistryOptions } from "./registry-options";

/** The inventory of a synth, or of the deployed registry. */
export async function readInventory(options: RegistryOptions): Promise<Inventory> {
  const deployed = await deployedRegistry(options);
  if (deployed) {
    const { registrations, unreadable } = await deployedRegistrations(deployed);
    for (const { pk, sk, problem } of unreadable) {
      printError(printable(`left out: the item ${pk}, ${sk}: ${problem}`));
    }
    return makeInventory(deployed.registry, registrations.map(rowOfDeployed));
  }
  const { from, registry } = options;
  const { registrations } = readManifests(from ?? "cdktf.out", registry);
  const name = registry ?? registrations[0]?.registry ?? "client-certificates";
  return makeInventory(name, registrations.map(rowOfDeclaration));
}

/** Where it comes from, in words. */
export async function sourceOf(options: RegistryOptions): Promise<string> {
  const deployed = await deployedRegistry(options);
  return deployed ? `registry ${deployed.registry} in ${deployed.region}` : (options.from ?? "cdktf.out");
}
