// Files of public projects with a verdict that nobody here wrote: what the rules say of each is compared with it.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { curveName } from "../../src/verdict/rules/strength-rules";
import { answerFor, type CorpusItem } from "./judge-item";

const FOLDER = process.env.CORPORA ?? resolve(__dirname, "../../../shared/corpora");
const isThere = existsSync(join(FOLDER, "given.json"));
if (!isThere)
  console.log(`corpora: ${FOLDER} is not there, so its files were not judged (set CORPORA to where they are)`);

const items: CorpusItem[] = isThere ? JSON.parse(readFileSync(join(FOLDER, "given.json"), "utf8")).items : [];
const firm = items.filter((item) => item.firm);
const others = items.filter((item) => !item.firm);

(isThere ? describe : describe.skip)("the corpora", () => {
  test("every firm item gets its verdict", () => {
    const wrong = firm.flatMap((item) => {
      const { verdict, codes } = answerFor(item, FOLDER);
      return verdict === item.expect
        ? []
        : [`${item.id} ${item.kind} ${item.file}: ${item.expect}, not ${verdict} (${codes})`];
    });
    console.log(`corpora: ${firm.length - wrong.length} of ${firm.length} firm items agree (${countByKind(firm)})`);
    expect(wrong).toEqual([]);
  });

  test("a refusal gives the reason that the corpus gives", () => {
    const wrong = firm
      .filter(({ reason }) => reason !== undefined && reason in CODE_OF_REASON)
      .filter((item) => !answerFor(item, FOLDER).codes.includes(CODE_OF_REASON[item.reason!]!))
      .map((item) => `${item.id} ${item.file}: ${item.reason}, not ${answerFor(item, FOLDER).codes}`);
    expect(wrong).toEqual([]);
  });

  test("the facts are those of the corpus", () => {
    const wrong = firm.flatMap((item) => {
      const { facts } = answerFor(item, FOLDER);
      if (!facts || item.kind === "bundle" || item.fp === undefined || SUBJECT_CUT_OFF.has(item.id)) return [];
      const found = [
        facts.subject,
        facts.fingerprint256.replace(/:/g, "").toLowerCase(),
        facts.notBefore,
        facts.notAfter,
      ];
      const expected = [item.subject, item.fp, withoutFractions(item.notBefore), withoutFractions(item.notAfter)];
      return found.join() === expected.join() ? [] : [`${item.id} ${item.file}: ${found} instead of ${expected}`];
    });
    expect(wrong).toEqual([]);
  });

  test("keys have the type, size and curve of the corpus", () => {
    const wrong = firm.flatMap((item) => {
      const { key } = answerFor(item, FOLDER);
      if (!key || item.kind !== "key") return [];
      const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
      const found = [key.asymmetricKeyType, item.bits && modulusLength, item.curve && curveName(namedCurve!)];
      const expected = [item.keyType, item.bits, item.curve && curveName(item.curve)];
      return found.join() === expected.join() ? [] : [`${item.id} ${item.file}: ${found} instead of ${expected}`];
    });
    expect(wrong).toEqual([]);
  });

  test("dates are judged at the moment of the corpus", () => {
    const wrong = firm
      .filter(({ kind, expired, notYetValid }) => kind === "cert" && expired !== undefined && notYetValid !== undefined)
      .filter((item) => {
        const { codes } = answerFor(item, FOLDER);
        return codes.includes("expired") !== item.expired || codes.includes("not-yet-valid") !== item.notYetValid;
      });
    expect(wrong.map(({ id, file }) => `${id} ${file}`)).toEqual([]);
  });

  test("items without a firm verdict are listed with our answer", () => {
    const lines = others.map((item) => {
      const { verdict, codes } = answerFor(item, FOLDER);
      return `  ${item.kind} ${item.file}: ${verdict}${codes.length > 0 ? ` (${codes})` : ""}; corpus: ${item.expect}`;
    });
    console.log(`corpora: ${others.length} items without a firm verdict, and our answer\n${lines.join("\n")}`);
    expect(lines).toHaveLength(others.length);
  });
});

/** The corpus has "CN=EC-" where OpenSSL, and we, say "CN=EC-ACC". */
const SUBJECT_CUT_OFF = new Set(["rustls#0213"]);

const CODE_OF_REASON: Record<string, string> = {
  mismatch: "key-mismatch",
  "passphrase-missing": "passphrase-missing",
  "passphrase-wrong": "passphrase-wrong",
  "readable PKCS#12 but no private key in it": "pkcs12-no-key",
};

function withoutFractions(time: string | undefined): string | undefined {
  return time?.replace(".000Z", "Z");
}

function countByKind(list: readonly CorpusItem[]): string {
  const kinds = new Map<string, number>();
  for (const { kind, expect: verdict } of list)
    kinds.set(`${kind}/${verdict}`, (kinds.get(`${kind}/${verdict}`) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ");
}
