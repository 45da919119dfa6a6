// `<directory>`: the proxy of an embedded registry; tells where it is, and whom to trust.
import { ClientCertificates } from "cdktf-client-certificates/runtime";

const [directory = ""] = process.argv.slice(2);
const certificates = ClientCertificates.fromSynth(directory);
certificates.proxy().then(({ url, certificateAuthority }) => process.send?.({ url, ca: certificateAuthority }));
process.on("disconnect", () => process.exit());
