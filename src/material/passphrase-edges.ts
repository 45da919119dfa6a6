/** What a passphrase may have been changed into on its way: by an editor, a shell, a copy. */
export interface Edge {
  /** How it opens the key: "without the line break at its end". */
  readonly how: string;
  /** Bytes, where it is not in UTF-8. */
  readonly passphrase: string | Buffer;
  /** The key was encrypted with something else than what was meant: the passphrase is right, and the key has to change. */
  readonly isKeysFault: boolean;
}

type Change = (passphrase: string) => string | undefined;

const TAKEN_OFF: readonly [how: string, change: Change][] = [
  ["without the byte order mark before it", (text) => text.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, "")],
  ["without the line break at its end", (text) => text.replace(/[\r\n]+$/, "")],
  ['without the characters "\\n" at its end', (text) => text.replace(/(?:\\[rn])+$/, "")],
  ["without the white space around it", (text) => text.trim()],
  [
    "without the quotes around it",
    (text) => /^["'`\u201c\u201d\u201e\u2018\u2019\u00ab](.*)["'`\u201c\u201d\u2018\u2019\u00bb]$/su.exec(text)?.[1],
  ],
  ["without the name before it", (text) => /^(?:export\s+)?[A-Za-z_][\w.-]*\s*[=:]\s*(.+)$/s.exec(text)?.[1]],
  ["without the null bytes in it (it is in UTF-16)", (text) => text.replace(/\0/g, "")],
  ["decoded from base64", fromBase64],
  ["decoded from the form of a URL (%…)", fromUrl],
  ["without the backslashes in it", (text) => text.replace(/\\(.)/g, "$1")],
  ["with its accents written as one character each (NFC)", (text) => text.normalize("NFC")],
  ["with its accents written apart (NFD)", (text) => text.normalize("NFD")],
];

const LEFT_ON: readonly [how: string, change: (passphrase: string) => string | Buffer | undefined][] = [
  ["in Latin-1, not in UTF-8", latin1],
  ["with a carriage return at its end", (text) => `${text}\r`],
  ["with a line break at its end", (text) => `${text}\n`],
  ["with a carriage return and a line break at its end", (text) => `${text}\r\n`],
  ["with a byte order mark before it", (text) => `\ufeff${text}`],
  ["with a blank at its end", (text) => `${text} `],
  ["in single quotes", (text) => `'${text}'`],
  ["in double quotes", (text) => `"${text}"`],
];

const MAX_STEPS = 3;
/** Every try derives a key, which may take a second. */
const MAX_MS = 500;

/** The first of these with which the key opens. */
export function edgeThatOpens(passphrase: string, opens: (passphrase: string | Buffer) => boolean): Edge | undefined {
  const until = performance.now() + MAX_MS;
  for (const edge of edgesOf(passphrase)) {
    if (performance.now() > until) return undefined;
    if (opens(edge.passphrase)) return edge;
  }
  return undefined;
}

/** Each once, the nearest first. */
function* edgesOf(passphrase: string): Generator<Edge> {
  const seen = new Set([passphrase]);
  let round = [{ how: "", text: passphrase }];
  for (let step = 0; step < MAX_STEPS; step++) {
    const next: typeof round = [];
    for (const { how, text } of round) {
      for (const [what, change] of TAKEN_OFF) {
        const changed = change(text);
        if (changed === undefined || seen.has(changed)) continue;
        seen.add(changed);
        const words = how === "" ? what : `${how} and ${what}`;
        next.push({ how: words, text: changed });
        yield { how: words, passphrase: changed, isKeysFault: false };
      }
    }
    if (step === 0) yield* leftOn(passphrase);
    round = next;
  }
}

function* leftOn(passphrase: string): Generator<Edge> {
  for (const [how, change] of LEFT_ON) {
    const changed = change(passphrase);
    if (changed !== undefined) yield { how, passphrase: changed, isKeysFault: true };
  }
}

function fromBase64(text: string): string | undefined {
  const bare = text.trim();
  if (bare.length < 4 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return undefined;
  const decoded = Buffer.from(bare, "base64").toString("utf8");
  return decoded === "" || decoded.includes("\ufffd") ? undefined : decoded;
}

function fromUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function latin1(text: string): Buffer | undefined {
  return /[\u0080-\u00ff]/.test(text) && !/[\u0100-\uffff]/.test(text) ? Buffer.from(text, "latin1") : undefined;
}
