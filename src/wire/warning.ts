import { Fields, type Reader, word } from "./fields";

/** A warning of a certificate, as a reviewer hears of it. */
export interface Warning {
  /** See docs/findings.md. */
  readonly code: string;
  /** The reason for which the code acknowledges it; undefined for a warning that is open. */
  readonly acknowledged?: string;
}

export const readWarning: Reader<Warning> = (value, at) => {
  const fields = Fields.of(value, at);
  const code = fields.read("code", word);
  if (!CODE.test(code)) at.field("code").fail("is no code of a finding");
  const acknowledged = fields.optional("acknowledged", word);
  return acknowledged === undefined ? { code } : { code, acknowledged };
};

const CODE = /^[a-z0-9-]+$/;
