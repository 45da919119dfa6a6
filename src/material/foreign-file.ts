import { type InputWords, PROPS } from "./input-words";

/** A file that stands for another, is encrypted as a whole, or came in place of the right one. */
export interface ForeignFile {
  readonly what: string;
  readonly fix: string;
}

interface Kind {
  readonly is: RegExp;
  /** Of the first eight bytes, in hexadecimal. */
  readonly magic?: RegExp;
  readonly what: string;
  /** The fix, in words: no tool of these is here to try a command. `{pkcs12}` is the name of that input. */
  readonly fix: string;
}

/** What SOPS adds to a file of each type. */
const SOPS: Readonly<Record<string, RegExp>> = {
  json: /^\s*\{[\s\S]*"sops"\s*:/,
  yaml: /^sops:[ \t]*\r?$/m,
  dotenv: /^sops_version=/m,
  ini: /^\[sops\]/m,
};

const FETCH = "put the file itself in its place; its contents are read where the check is declared";

/** Known by their beginning, or by a mark that nothing else has; the text is in Latin-1. */
const ENCRYPTED: readonly Kind[] = [
  {
    is: /^version https:\/\/git-lfs\.github\.com\/spec|^version https:\/\/hawser\.github\.com/,
    what: "a pointer of Git LFS, not the file that it stands for",
    fix: "fetch the file with git lfs pull, in its repository",
  },
  {
    is: /^\0GITCRYPT\0/,
    what: "a file that git-crypt has encrypted",
    fix: "decrypt it with git-crypt unlock, in its repository",
  },
  {
    is: /^\/annex\/objects\/|^\.?(?:\.\/)*\.git\/annex\//,
    what: "a pointer of git-annex, not the file that it stands for",
    fix: "fetch the file with git annex get, in its repository",
  },
  {
    is: /^\s*\{[\s\S]*"data"\s*:\s*"ENC\[AES256_GCM,[\s\S]*"sops"\s*:/,
    what: "a file that SOPS has encrypted",
    fix: "decrypt it with sops (output type binary), into a file of its own",
  },
  ...["json", "yaml", "dotenv", "ini"].map((type) => ({
    is: SOPS[type]!,
    what: "a file that SOPS has encrypted",
    fix: `decrypt it with sops (input and output type ${type}), into a file of its own`,
  })),
  {
    is: /^[ \t]*\$ANSIBLE_VAULT;/m,
    what: "a file that Ansible Vault has encrypted",
    fix: "decrypt it with ansible-vault, into a file of its own",
  },
  {
    is: /^age-encryption\.org\/v1|-----BEGIN AGE ENCRYPTED FILE-----/,
    what: "a file that age has encrypted",
    fix: "decrypt it with age and your identity, into a file of its own",
  },
  {
    is: /-----BEGIN PGP MESSAGE-----/,
    // RFC 9580, sections 5.1 and 5.3: a session key for a public key or a password.
    magic: /^(?:84..03|85....03|8c..0[45]|c1..0[36]|c1....0[36]|c3..0[456])/,
    what: "a file that GnuPG (OpenPGP) has encrypted",
    fix: "decrypt it with gpg, into a file of its own",
  },
  {
    is: /-----BEGIN PGP /,
    what: "a key or signature of GnuPG (OpenPGP), which TLS has no use for",
    fix: "name the X.509 certificate and its key",
  },
  {
    is: /^Salted__|^U2FsdGVkX1/,
    what: 'a file encrypted as a whole by "openssl enc" (transcrypt does so, too)',
    fix: "decrypt it with the cipher and the password that it was encrypted with",
  },
  {
    is: /ENC\[(?:PKCS7|GPG|KMS),/,
    what: "a value that hiera-eyaml has encrypted",
    fix: "decrypt it with eyaml, into a file of its own",
  },
  {
    is: /^[ \t]*"?kind"?[ \t]*:[ \t]*"?SealedSecret\b/m,
    what: "a SealedSecret, which only its cluster can decrypt",
    fix: "take the Secret that the cluster made of it, or the files that it was made from",
  },
  {
    is: /^\s*vault:v\d+:|^\s*(?:AQICAH|AQECAH)[A-Za-z0-9+/=\s]+$/,
    what: "a text that a key service (Vault's transit engine, AWS KMS) has encrypted",
    fix: "decrypt it with that service, into a file of its own",
  },
  {
    is: /^(?:[A-Z_]+=)?"?encrypted:[A-Za-z0-9+/=]{40}/m,
    what: "a value that dotenvx has encrypted",
    fix: "decrypt it with dotenvx, into a file of its own",
  },
  {
    is: /^PuTTY-User-Key-File-|^---- BEGIN SSH2|^(?:\S+ )?(?:ssh-\S+|ecdsa-sha2-\S+|sk-\S+) AAAA/,
    what: "a key of SSH (PuTTY's, a public one or its certificate), which TLS has no use for",
    fix: "name the X.509 certificate, and the private key that it was requested with",
  },
];

const REFERENCE =
  /^\s*(?:[\w.-]+\s*[:=]\s*)?["']?(?:op:\/\/|vault:|ref\+\w+:\/\/|awssm:|ssm:|sm:\/\/|gcpsm:|keeper:\/\/|bws?:\/\/|pass:|secret:\/\/|azurekv:|arn:aws[\w-]*:(?:secretsmanager|ssm|acm)\b|@Microsoft\.KeyVault\(|projects\/[\w-]+\/secrets\/|\{\{|\$\{|\$\(|\$[A-Za-z_]\w*\s*$|%[A-Z_]+%\s*$|<[A-Za-z][\w -]*>\s*$|\{\{resolve:)/;

/** Tried last: what these say is seen in other files, too. */
const REPLACED: readonly Kind[] = [
  {
    is: /^\s*(?:op:\/\/|["']?\{\{ *op:\/\/)/,
    what: "a reference of 1Password, not what it refers to",
    fix: "let op write the file before the synth (op inject, or op read)",
  },
  {
    is: /^\s*["']?(?:TODO|FIXME|TBD|N\/A|NULL|NONE|(?:YOUR|INSERT|PUT|PASTE)[ _-].{0,60}|(?:CHANGE|REPLACE)[ _-]?(?:ME|THIS|IT)|PLACEHOLDER|REDACTED|MASKED|DUMMY|\[?(?:REDACTED|MASKED|FILTERED)\]?|\*{3,}|x{3,}|\.{3,}|\u2026|%%\w+%%|__\w+__|@@?\w+@@?|#\{\w+\}#?)["']?\s*$/i,
    what: "a placeholder, not what it stands for",
    fix: `have the file written before the synth; ${FETCH}`,
  },
  {
    is: REFERENCE,
    what: "a reference to a secret, or a placeholder, not what it stands for",
    fix: `let the secret store write the file before the synth; ${FETCH}`,
  },
  {
    is: /^\s*(?:<!doctype html|<html|<head|<body|<script|<title)/i,
    what: "a page in HTML, such as a login or an error page that a download got instead of the file",
    fix: "download the file again, and see what the server says",
  },
  {
    is: /^\s*<(?:\?xml|Error|SOAP|s:Envelope)/i,
    what: "XML, such as the answer of a storage service that refused",
    fix: "download the file again, and see what the server says",
  },
  {
    is: /^\s*(?:\d{3}[: ]|Not Found|AccessDenied|Access Denied|Forbidden|Unauthorized|Bad Gateway|upstream )/i,
    what: "the text of an error, such as a server's answer to a download",
    fix: "download the file again, and see what the server says",
  },
  {
    is: /^\s*(?:(?:X509 )?Certificate(?: Request)?:\s+(?:Data|Version):|(?:RSA |EC |ED\w+ )?(?:Private|Public)-Key:|(?:subject|issuer|serial|notBefore|notAfter) ?= ?\S|(?:Alias name|Keystore type|Owner): \S)/i,
    what: "a certificate or a key described in words (by openssl, keytool or certutil), without its PEM",
    fix: "export it again in PEM (without -noout of openssl, with -rfc of keytool)",
  },
  {
    is: /^\s*(?:[\w -]{0,24}(?:fingerprint|thumbprint|sha\d{1,3}|md5)[\w -]{0,12}[:=]\s{0,4})?["']?(?:(?:[0-9a-f]{2}[: ]?){16}|(?:[0-9a-f]{2}[: ]?){20}|(?:[0-9a-f]{2}[: ]?){28}|(?:[0-9a-f]{2}[: ]?){32}|sha256:[A-Za-z0-9+/]{43}=?)["']?\s*$/i,
    what: "a fingerprint, or digits that are too few for a certificate or a key",
    fix: "name the file of the certificate or the key itself; nothing can be made of its fingerprint",
  },
  {
    is: /^\s*[0-9a-f]{4,16}:?[ \t]+(?:[0-9a-f]{2,8}[ \t]+){3}|^\s*(?:Label:.*\s+)?Offset Bytes\s/i,
    what: "a dump of bytes, as xxd, hexdump and od print them",
    fix: "name the file that was dumped",
  },
  {
    is: /^\s*["']?(?:https?|ftps?|file|s3|gs|git|ssh|sftp):\/\/\S+\s*$|^\s*\[InternetShortcut\]/i,
    what: "a URL, not what is found there",
    fix: "download the file, and name it by its path",
  },
  {
    is: /^\s*(?:(?:\.{1,2}|~|[A-Za-z]:)?[\\/][^\n\0<>"|?*]{1,250}|(?:[\w.@-][\w.@ -]*[\\/])+[\w.@-]+\.(?:pem|crt|cer|key|p12|pfx|der|ca))\s*$/i,
    what: "the path of another file: a symbolic link that was checked out as text (git, core.symlinks), or a list",
    fix: "name the file that it points to",
  },
  {
    is: /^(?:Rar!|BZh)/,
    magic: /^(?:504b0304|377abcaf|fd377a58|28b52ffd|1f8b)/,
    what: "an archive",
    fix: "unpack it, and name the file inside",
  },
  { is: /^[\s\S]{257}ustar/, what: "an archive (tar)", fix: "unpack it, and name the file inside" },
  {
    is: /^%PDF|^\{\\rtf/,
    magic: /^(?:d0cf11e0|89504e47|ffd8ff)/,
    what: "a document or a picture",
    fix: "ask for the certificate as a file in PEM",
  },
  {
    is: /^SQLite format 3/,
    what: "a database (NSS keeps certificates so)",
    fix: "export the certificate and its key with pk12util, and give the bundle as {pkcs12}",
  },
  {
    is: /^0?\xef\xbf\xbd/,
    what: "binary data that were read as text in UTF-8, which cannot be undone",
    fix: "copy the file again from where it was made, as a binary file",
  },
  {
    is: /^\s*[[{]/,
    what: "JSON or the like, without PEM in it",
    fix: "take the certificate or the key out into a file in PEM",
  },
];

/** A file whose contents are elsewhere, or which has to be decrypted first. */
export function encryptedFile(bytes: Buffer): ForeignFile | undefined {
  return kindOf(ENCRYPTED, bytes);
}

/** What came instead of the file. */
export function replacedFile(bytes: Buffer, words: InputWords): ForeignFile | undefined {
  return kindOf(REPLACED, bytes, words);
}

/** As much of a file as is looked at. */
const HEAD_BYTES = 64 * 1024;

function kindOf(kinds: readonly Kind[], bytes: Buffer, words = PROPS): ForeignFile | undefined {
  const text = bytes.toString("latin1", 0, HEAD_BYTES).replace(/^\xef\xbb\xbf/, "");
  const start = bytes.toString("hex", 0, 8);
  const kind = kinds.find(({ is, magic }) => is.test(text) || magic?.test(start));
  if (!kind) return undefined;
  return { what: kind.what, fix: kind.fix.replace("{pkcs12}", words.names.pkcs12) };
}
