import {
  bundledLeafCases,
  type Case,
  chainCases,
  keyCases,
  leafCases,
  middleCases,
  rightCases,
  trusted,
  typeCases,
  writingCases,
} from "./cases";
import { nameCases } from "./name-cases";

/** The cases in which our verdict has to be that of the servers. */
export const GROUPS: readonly (readonly [name: string, cases: () => readonly Case[]])[] = [
  ["right files", rightCases],
  ["faults of the client's certificate", leafCases],
  ["the same in PKCS#12", bundledLeafCases],
  ["faults of an intermediate authority", middleCases],
  ["broken chains", chainCases],
  ["names that an authority does not permit", () => nameCases(trusted[0]!)],
  ["keys and passphrases", keyCases],
  ["types of keys", typeCases],
  ["ways to write PEM", writingCases],
];
