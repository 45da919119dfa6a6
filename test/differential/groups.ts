import {
  bundledLeafCases,
  type Case,
  chainCases,
  keyCases,
  known,
  leafCases,
  middleCases,
  rightCases,
  trusted,
  typeCases,
  writingCases,
} from "./cases";
import {
  authorityCases,
  contentCases,
  dateCases,
  issuerNameCases,
  pathLengthCases,
  purposeCases,
  signatureCases,
} from "./grids";
import { nameCases } from "./name-cases";
import { pemCases } from "./pem-cases";

const [root, , otherRoot] = trusted;

/** The cases in which our verdict has to be that of the servers. */
export const GROUPS: readonly (readonly [name: string, cases: () => readonly Case[]])[] = [
  ["right files", rightCases],
  ["faults of the client's certificate", leafCases],
  ["the same in PKCS#12", bundledLeafCases],
  ["faults of an intermediate authority", middleCases],
  ["broken chains", chainCases],
  ["names that an authority does not permit", () => nameCases(root!)],
  ["keys and passphrases", keyCases],
  ["types of keys", typeCases],
  ["ways to write PEM", writingCases],
  ["ways to write PEM around each block", () => pemCases(known)],
  ["purposes of the client", () => purposeCases(root!)],
  ["purposes of an authority", () => authorityCases(root!)],
  ["path lengths", () => pathLengthCases(root!, otherRoot!)],
  ["signatures", () => signatureCases(root!)],
  ["names of the issuer", () => issuerNameCases(root!)],
  ["dates", () => dateCases(root!)],
  ["contents of extensions", contentCases],
];
