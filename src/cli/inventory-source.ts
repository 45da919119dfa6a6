import { type Inventory, makeInventory } from "../inventory/inventory";
import { rowOfDeclaration, rowOfDeployed } from "../inventory/rows";
import { printable } from "../printable";
import { readManifests } from "../registry/manifest";
import { deployedRegistrations } from "./deployed-registrations";

export interface InventorySource {
  /** @default "cdktf.out", unless a registry is given */
  readonly from?: string;
  readonly registry?: string;
}

/** The inventory of a synth, or of the deployed registry. */
export async function readInventory({ from, registry }: InventorySource): Promise<Inventory> {
  if (registry !== undefined && from === undefined) {
    const { registrations, unreadable } = await deployedRegistrations(registry);
    for (const { pk, sk, problem } of unreadable) {
      process.stderr.write(`${printable(`left out: the item ${pk}, ${sk}: ${problem}`)}\n`);
    }
    return makeInventory(registry, registrations.map(rowOfDeployed));
  }
  const { registrations } = readManifests(from ?? "cdktf.out", registry);
  const name = registry ?? registrations[0]?.registry ?? "client-certificates";
  return makeInventory(name, registrations.map(rowOfDeclaration));
}
