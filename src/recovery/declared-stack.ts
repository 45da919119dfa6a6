import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ClientCertificateError, messageOf } from "../errors";
import { readManifests } from "../registry/manifest";
import { Fields, Place, parseJson, type Reader, text } from "../wire/fields";
import { placeOf } from "../wire/item";

/** A certificate of a stack, with the addresses of its resources in Terraform. */
export interface DeclaredCertificate {
  readonly declaration: string;
  readonly registry: string;
  readonly host: string;
  readonly fingerprint256: string;
  /** What the sort key of its item begins with (`placeOf`); undefined where Terraform keeps the moment. */
  readonly place?: string;
  readonly secret: string;
  readonly secretVersion: string;
  readonly registration: string;
  /** Where Terraform keeps the moment of the first deployment; undefined where the code says it. */
  readonly added?: string;
}

/** The resources of a registry that is deployed by the stack. */
export interface DeclaredRegistry {
  readonly name: string;
  readonly table: string;
  readonly resolver: string;
  readonly log: string;
  readonly role: string;
}

export interface DeclaredStack {
  /** The directory of its cdk.tf.json, in which Terraform runs. */
  readonly directory: string;
  readonly certificates: readonly DeclaredCertificate[];
  readonly registry?: DeclaredRegistry;
}

/**
 * What a synth left in a stack's directory.
 *
 * @throws ClientCertificateError `invalid-manifest`
 */
export function readDeclaredStack(directory: string): DeclaredStack {
  const file = join(directory, "cdk.tf.json");
  const at = new Place({
    name: file,
    code: "invalid-manifest",
    fix: "Name the directory of a stack that was synthesised",
  });
  const addresses = readAddresses(parseJson(read(file), at), at);
  const address = (path: string) =>
    addresses.get(path) ?? at.fail(`declares no ${path}: it is of another release, or of another synth`);
  const certificates = readManifests(directory).registrations.map((registration) => {
    const { declaration, registry, host, fingerprint256, addedAt, order } = registration;
    const [added] = [...addresses].flatMap(([path, it]) => (path.startsWith(`${declaration}/Added`) ? [it] : []));
    return {
      declaration,
      registry,
      host,
      fingerprint256,
      place: addedAt && placeOf(addedAt, order),
      secret: address(`${declaration}/Secret`),
      secretVersion: address(`${declaration}/SecretVersion`),
      registration: address(`${declaration}/Registration`),
      added,
    };
  });
  return { directory, certificates, registry: registryOf(addresses, parseJson(read(file), at), at) };
}

function registryOf(addresses: ReadonlyMap<string, string>, value: unknown, at: Place): DeclaredRegistry | undefined {
  const [resolver] = [...addresses.keys()].filter((path) => path.endsWith("/Resolver"));
  const path = resolver?.slice(0, -"/Resolver".length);
  const [table, lambda, log, role] = ["Table", "Resolver", "ResolverLog", "ResolverRole"].map((id) =>
    addresses.get(`${path}/${id}`),
  );
  if (!table || !lambda || !log || !role) return undefined;
  const [type = "", id = ""] = table.split(".");
  const resources = Fields.of(value, at).read("resource", Fields.of);
  const name = resources.read(type, Fields.of).read(id, Fields.of).read("name", text);
  return { name, table, resolver: lambda, log, role };
}

/** The address of each resource, by the path of its construct. */
const readAddresses: Reader<Map<string, string>> = (value, at) => {
  const types = Fields.of(value, at).optional("resource", Fields.of)?.entries(Fields.of) ?? [];
  return new Map(
    types.flatMap(([type, resources]) =>
      resources
        .entries((resource, place) => pathOf(resource, place))
        .map(([id, path]) => [path, `${type}.${id}`] as const),
    ),
  );
};

const pathOf: Reader<string> = (resource, at) =>
  Fields.of(resource, at).optional("//", Fields.of)?.optional("metadata", Fields.of)?.optional("path", text) ?? "";

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const message = `${file} cannot be read (${messageOf(cause)}): name the directory of a stack that was synthesised`;
    throw new ClientCertificateError("invalid-manifest", message, { cause });
  }
}
