import type { KeyObject } from "node:crypto";
import { messageOf } from "../../errors";
import type { Late } from "../../late";
import { credentials } from "../../material/credentials";
import type { Certificate } from "../../x509/certificate";
import { oid, sequence } from "../../x509/der";
import { certificatePem } from "../../x509/pem";
import type { Handshake } from "./handshake";
import { keyLike } from "./keys";
import { server } from "./server";
import { type Cast, type Omission, stage } from "./stage";
import { firstThatSucceeds, handshakes } from "./thread";

/** What is to be proved: that a server lets this client in. */
export interface ClientProof extends Cast {
  readonly leaf: Certificate;
  /** Absent where the key is elsewhere: another one takes its place. */
  readonly key?: KeyObject;
  /** PEM. */
  readonly certificateAuthority?: string;
  /** OIDs of extensions that are left out everywhere, for what else there is to object to. @default - none */
  readonly without?: readonly string[];
}

export type Outcome = "accepted" | "unproved" | Refused;

export interface Refused {
  /** OpenSSL's reason. */
  readonly refused: string;
  /** Whether TLS 1.2 would do: tried when it is asked. */
  readonly olderServerAccepts: () => boolean;
}

/** Presents the client to a server that trusts who issued its certificates, from now on; who asks for the outcome waits. */
export function proveClient(proof: ClientProof): Late<Outcome> {
  try {
    const job = rehearse(proof);
    if (!job) return () => "unproved";
    const refusals = handshakes([job]);
    return () => {
      const [refused] = refusals();
      if (refused === undefined) return "accepted";
      return { refused, olderServerAccepts: () => handshakes([{ ...job, maxVersion: "TLSv1.2" }])()[0] === undefined };
    };
  } catch (error) {
    return () => ({ refused: messageOf(error), olderServerAccepts: () => false });
  }
}

export interface Culprit {
  readonly certificate: Certificate;
  /** OID. */
  readonly extension: string;
}

/** A client has a few certificates with a few extensions each; nobody waits for more. */
const MAX_TRIES = 40;

/** The extension without which a server would let the client in that it refuses: found by leaving out each of them. */
export function findCulprit(proof: ClientProof): Culprit | undefined {
  // From the top: what an authority says about those below it is to blame, not that they do not comply.
  const tries = [...proof.presented, ...proof.atHand]
    .reverse()
    .flatMap((certificate) => extensionIds(certificate).map((id, extension) => ({ certificate, id, extension })))
    .slice(0, MAX_TRIES)
    .flatMap((omitted) => {
      try {
        const job = rehearse(proof, omitted);
        return job ? [{ omitted, job }] : [];
      } catch {
        return [];
      }
    });
  const found = tries[firstThatSucceeds(tries.map(({ job }) => job))]?.omitted;
  return found && { certificate: found.certificate, extension: found.id };
}

function extensionIds({ fields }: Certificate): string[] {
  return fields.extensions.map((extension) => oid(sequence(extension)[0]));
}

function named(certificate: Certificate, ids: readonly string[]): Omission[] {
  return extensionIds(certificate).flatMap((id, extension) => (ids.includes(id) ? [{ certificate, extension }] : []));
}

function rehearse(
  { leaf, key, certificateAuthority, without = [], ...cast }: ClientProof,
  culprit?: Omission,
): Handshake | undefined {
  const privateKey = key ?? (leaf.publicKey && keyLike(leaf.publicKey));
  const omitted =
    without.length === 0
      ? []
      : [...cast.presented, ...cast.atHand].flatMap((certificate) => named(certificate, without));
  const staged = stage(cast, { leaf, key, omitted: culprit ? [...omitted, culprit] : omitted });
  if (!privateKey || !staged) return undefined;
  return {
    server: {
      ...server(),
      clientAuthorities: pemOf([...staged.trusted, ...staged.standIns]),
      partialChains: staged.partialChains,
    },
    client: credentials(pemOf(staged.presented), privateKey, certificateAuthority),
    maxVersion: "TLSv1.3",
  };
}

function pemOf(ders: readonly Buffer[]): string {
  return ders.map(certificatePem).join("");
}
