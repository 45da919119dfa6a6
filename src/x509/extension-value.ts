import { type Asn1, childrenOf, octets, oid, readAsn1, sequence } from "./der";

const EXTENSIONS = 0xa3;

/** What an extension of a certificate holds; undefined where it is not there, or cannot be read. */
export function extensionValue(certificate: Buffer, id: string): Asn1 | undefined {
  try {
    const [body] = sequence(readAsn1(certificate));
    const wrapper = sequence(body).find(({ tag }) => tag === EXTENSIONS);
    const extensions = wrapper ? sequence(childrenOf(wrapper)[0]).map(sequence) : [];
    const fields = extensions.find(([type]) => oid(type) === id);
    return fields && readAsn1(octets(fields.at(-1)));
  } catch {
    return undefined;
  }
}
