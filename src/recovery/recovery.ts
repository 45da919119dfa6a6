import { secretFolder, secretLeaf, tableName } from "../registry/names";
import type { DeclaredCertificate, DeclaredStack } from "./declared-stack";
import { type Deployed, type DeployedItem, isAside, originalKey, partsOf } from "./deployed";
import type { Step } from "./steps";
import { DEPLOYMENT, type TerraformState } from "./terraform-state";

export interface Recovery {
  readonly steps: readonly Step[];
  /** What belongs to others, or waits for the next deploy. */
  readonly notes: readonly string[];
  /** What is in the way of the next deploy, and for people to decide. */
  readonly obstacles: readonly string[];
}

interface Scene {
  readonly stack: DeclaredStack;
  readonly state: TerraformState;
  /** What is in AWS, of one registry. */
  readonly deployed: Deployed;
  readonly registry: string;
  /** The mark of the deployment that is to be recovered, where the state has lost it. */
  readonly mark?: string;
}

/**
 * What a deploy that was cut off, or a lost state, left in AWS without Terraform knowing it, and how to bring both together again.
 * Nothing of another deployment is touched: it has another mark.
 */
export function recover(scene: Scene): Recovery {
  const certificates = scene.stack.certificates.filter(({ registry }) => registry === scene.registry);
  const marks = scene.state.mark ?? scene.mark ?? marksOf(certificates, scene.deployed);
  if (typeof marks !== "string") return { steps: [], notes: [], obstacles: undecided(marks) };
  const found = certificates.map((certificate) => ofCertificate(certificate, scene, marks));
  const steps = [...ofMark(scene, marks), ...found.flatMap((it) => it.steps)];
  const isWaiting =
    steps.some(({ kind }) => kind === "terraform" || kind === "set-aside") || found.some((it) => it.waits);
  const removed = isWaiting ? [] : ofRemoved(certificates, scene, marks);
  return {
    steps: [...steps, ...removed],
    notes: found.flatMap((it) => it.notes),
    obstacles: found.flatMap((it) => it.obstacles),
  };
}

/** The mark under which the very certificates are deployed that the stack declares; if it is not one, those that may be. */
function marksOf(certificates: readonly DeclaredCertificate[], { secrets }: Deployed): string | readonly string[] {
  const leaves = new Map(certificates.map((it) => [folderOf(it), secretLeaf(it.fingerprint256)]));
  const near = secrets.flatMap(({ name }) => partsOf(name) ?? []).filter(({ folder }) => leaves.has(folder));
  const sure = new Set(near.filter(({ folder, leaf }) => leaves.get(folder) === leaf).map(({ mark }) => mark));
  const [only] = sure;
  return only !== undefined && sure.size === 1 ? only : [...new Set(near.map(({ mark }) => mark))];
}

function undecided(marks: readonly string[]): string[] {
  if (marks.length === 0) return [];
  return [
    `The state knows no deployment, and secrets of these declarations are there of the deployment${marks.length > 1 ? "s" : ""} ${marks.join(", ")}, ` +
      "with other certificates or more than once: say which one is this stack's with --deployment",
  ];
}

function ofMark({ stack, state, deployed }: Scene, mark: string): Step[] {
  if (state.mark !== undefined || !deployed.secrets.some(({ name }) => partsOf(name)?.mark === mark)) return [];
  return [bring(stack, "the mark of the deployment", DEPLOYMENT, mark)];
}

function ofCertificate(certificate: DeclaredCertificate, { stack, state, deployed, registry }: Scene, mark: string) {
  const { declaration, host } = certificate;
  const table = tableName(registry);
  const all = deployed.items.filter((item) => item.declaration === declaration);
  const own = all.filter(({ secretName }) => partsOf(secretName)?.mark === mark);
  const isKnown = (item: DeployedItem) => state.keys.has(JSON.stringify([item.pk, item.sk]));
  const steps: Step[] = [];

  const stray = own.filter((item) => !isKnown(item));
  const [oldest] = stray.filter((item) => item.host === host).sort((a, b) => (a.sk < b.sk ? -1 : 1));
  if (certificate.added && oldest && !state.addresses.has(certificate.added)) {
    const moment = oldest.sk.split("#").slice(0, 2).join("#");
    steps.push(bring(stack, `the moment when ${declaration} was added`, certificate.added, moment));
  }
  let waits = false;
  for (const item of stray) {
    const why = `the registration of ${declaration} for ${item.host}`;
    const isReplaced = own.some((other) => other !== item && (isKnown(other) || other.sk === originalKey(item)));
    if (isReplaced && (isAside(item) || own.some(isKnown))) {
      steps.push({ kind: "delete-item", table, item, why: `${why} is there twice: this one is Terraform's no more` });
    } else if (isAside(item)) waits = true;
    else
      steps.push({
        kind: "set-aside",
        table,
        item,
        why: `${why} is unknown to Terraform, which has to make it anew; it serves meanwhile`,
      });
  }
  steps.push(...ofSecrets(certificate, { stack, state, deployed }, mark));

  const others = all.filter((item) => !own.includes(item));
  const obstacles = others.filter((item) => hasKeyOf(item, certificate)).map((item) => holdsTheKey(item, certificate));
  const notes = others.map(
    (item) =>
      `${declaration} is declared by another deployment as well, ${whose(item)}: ${item.subject}, for ${item.host}. It is not touched`,
  );
  return { steps, notes, obstacles, waits };
}

function whose({ secretName }: DeployedItem): string {
  return partsOf(secretName)?.mark ?? "of another release";
}

function hasKeyOf({ host, sk }: DeployedItem, certificate: DeclaredCertificate): boolean {
  return host === certificate.host && certificate.place !== undefined && sk.startsWith(`${certificate.place}#`);
}

/** AWS refuses to put another item there, with ConditionalCheckFailedException and no word of whose that one is. */
function holdsTheKey(item: DeployedItem, { declaration, registration }: DeclaredCertificate): string {
  return (
    `${registration} cannot be created: the deployment ${whose(item)} holds its key (host, addedAt and path), for ${item.subject}, ` +
    `whose secret is ${item.secretName}. Give ${declaration} another addedAt or another id, or remove one of the two`
  );
}

function ofSecrets(
  certificate: DeclaredCertificate,
  { stack, state, deployed }: Pick<Scene, "stack" | "state" | "deployed">,
  mark: string,
): Step[] {
  const folder = folderOf(certificate);
  const referred = new Set(deployed.items.map(({ secretName }) => secretName));
  const strays = deployed.secrets.filter(({ name }) => {
    const parts = partsOf(name);
    return parts?.folder === folder && parts.mark === mark && !state.secretNames.has(name);
  });
  const unused = strays.filter(({ name }) => !referred.has(name));
  const declared = secretLeaf(certificate.fingerprint256);
  const inUse = strays
    .filter(({ name }) => referred.has(name))
    .sort((a, b) => Number(b.name.endsWith(declared)) - Number(a.name.endsWith(declared)));
  const [kept] = inUse;
  const occupied = [certificate.secretVersion, certificate.secret].filter((address) => state.addresses.has(address));
  return [
    ...unused.map(
      (secret): Step => ({
        kind: "delete-secret",
        secret,
        why: `the secret ${secret.name} belongs to no registration`,
      }),
    ),
    ...(kept && occupied.length > 0
      ? [forget(stack, `Terraform knows an older secret of ${certificate.declaration}`, occupied)]
      : []),
    ...(kept ? [bring(stack, `the secret ${kept.name}`, certificate.secret, kept.arn)] : []),
  ];
}

/** What is left of declarations that are no more, once everything that is declared is Terraform's again. */
function ofRemoved(
  certificates: readonly DeclaredCertificate[],
  { state, deployed, registry }: Scene,
  mark: string,
): Step[] {
  const declared = new Set(certificates.map(folderOf));
  const isOurs = (name: string) => {
    const parts = partsOf(name);
    return parts !== undefined && parts.mark === mark && !declared.has(parts.folder);
  };
  const why = (what: string) => `${what} is of a declaration that is no more`;
  const items = deployed.items.filter(
    (item) => isOurs(item.secretName) && !state.keys.has(JSON.stringify([item.pk, item.sk])),
  );
  const secrets = deployed.secrets.filter(({ name }) => isOurs(name) && !state.secretNames.has(name));
  return [
    ...items.map(
      (item): Step => ({
        kind: "delete-item",
        table: tableName(registry),
        item,
        why: why(`the registration of ${item.declaration} for ${item.host}`),
      }),
    ),
    ...secrets.map((secret): Step => ({ kind: "delete-secret", secret, why: why(`the secret ${secret.name}`) })),
  ];
}

function folderOf({ registry, declaration }: DeclaredCertificate): string {
  return secretFolder(registry, declaration);
}

function bring({ directory }: DeclaredStack, what: string, address: string, id: string): Step {
  return { kind: "terraform", directory, parameters: ["import", address, id], why: `${what} is unknown to Terraform` };
}

function forget({ directory }: DeclaredStack, why: string, addresses: readonly string[]): Step {
  return { kind: "terraform", directory, parameters: ["state", "rm", ...addresses], why };
}
