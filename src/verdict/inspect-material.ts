import type { CertificateFacts } from "../certificate-facts";
import type { Finding } from "../finding";
import { late } from "../late";
import type { InputWords } from "../material/input-words";
import { sha256 } from "../material/read-file";
import { toPem } from "../x509/certificate";
import { readAuthorities } from "./authority-file";
import { factsOf } from "./facts";
import { judge } from "./judge";
import { readPemPair } from "./pem-pair";
import { itemTooLarge } from "./rules/size-rules";

/** The files of one client certificate. */
export type MaterialFiles =
  | {
      /** PEM: the client's certificate, then its intermediate authorities. */
      readonly certificatePath: string;
      /** PEM; may be the same file. */
      readonly privateKeyPath: string;
      /**
       * PEM: the authorities by which the client knows the server.
       * @default - those that Node knows
       */
      readonly certificateAuthorityPath?: string;
    }
  | {
      /** A PKCS#12 bundle (.p12, .pfx). */
      readonly pkcs12Path: string;
      /**
       * PEM: the authorities by which the client knows the server.
       * @default - those that Node knows
       */
      readonly certificateAuthorityPath?: string;
    };

export interface MaterialOptions {
  /** @default - the key is not encrypted; an empty passphrase is one, too */
  readonly passphrase?: string;
  /** Where it was taken from, for findings about it, e.g. `the environment variable ACME_PASSPHRASE`. */
  readonly passphraseSource?: string;
  /**
   * The passphrase is kept where it cannot be read now: `key-unchecked` instead of `passphrase-missing`.
   * @default false
   */
  readonly passphraseElsewhere?: boolean;
  readonly now: Date;
  /** Days before its end at which a certificate is said to expire soon. @default 30 */
  readonly expiryWarningDays?: number;
  /**
   * How the findings speak of the files.
   * @default - as props
   */
  readonly words?: InputWords;
}

export interface InspectedMaterial {
  /** Present as soon as the client's certificate can be read. */
  readonly facts?: CertificateFacts;
  /** Everything that is wrong. Waits for the handshake. */
  readonly findings: Finding[];
  /** Of the findings, those that need no handshake. */
  readonly findingsAtOnce: readonly Finding[];
  /** The client's certificate and its intermediates as PEM, written anew from their DER: nothing else of the file. */
  readonly chainPem?: string;
  /** The same of the file of authorities. */
  readonly certificateAuthority?: string;
  /** The file that goes into the secret, and the SHA-256 (hex) of what was inspected. */
  readonly secretFile?: { readonly path: string; readonly sha256: string };
}

/**
 * Reads the files of a client certificate and says everything that is wrong with them. Does not throw for bad material. Who asks for
 * the findings waits for the handshake; it is under way before.
 */
export function inspectMaterial(files: MaterialFiles, options: MaterialOptions): InspectedMaterial {
  const client = isPkcs12(files) ? readBundle(files.pkcs12Path, options) : readPemPair(files, options);
  const authorities = readAuthorities(files.certificateAuthorityPath, options.now, options.words);
  const { judged, findings: verdict } = judge(client, authorities, options);
  const leaf = judged?.chain.leaf;
  const chainPem = judged && toPem(judged.presented);
  const size =
    leaf && chainPem !== undefined
      ? itemTooLarge(chainPem, authorities.pem ?? "", files.certificateAuthorityPath ?? leaf.file)
      : [];
  const [ofFiles, ofAuthorities] = [client.findings, authorities.findings];
  const together = (judgedOnes: readonly Finding[], others: readonly Finding[]) => [
    ...withoutConsequences([...ofFiles, ...judgedOnes, ...others]),
    ...size,
  ];
  const findings = late(() => together(verdict.all(), ofAuthorities.all()));
  return {
    facts: judged && factsOf(judged.chain.leaf, judged.chain.all.length, authorities.certificates),
    findingsAtOnce: together(verdict.atOnce, ofAuthorities.atOnce),
    get findings() {
      return findings();
    },
    chainPem,
    certificateAuthority: authorities.pem,
    secretFile: client.secret && { path: client.secret.path, sha256: sha256(client.secret.bytes) },
  };
}

/** Where a certificate of the file is not read, its chain ends early for that reason. */
function withoutConsequences(findings: readonly Finding[]): Finding[] {
  const partly = new Set(findings.filter(({ code }) => code === "pem-line-ignored").map(({ file }) => file));
  return findings.filter(({ code, file }) => code !== "chain-incomplete" || !partly.has(file));
}

/** Loaded where a bundle is declared: it needs more of Node than PEM files do. */
function readBundle(path: string, options: MaterialOptions): ReturnType<typeof import("./pkcs12-bundle").readPkcs12> {
  const { readPkcs12 } = require("./pkcs12-bundle") as typeof import("./pkcs12-bundle");
  return readPkcs12(path, options);
}

function isPkcs12(files: MaterialFiles): files is Extract<MaterialFiles, { pkcs12Path: string }> {
  return "pkcs12Path" in files && files.pkcs12Path !== undefined;
}
