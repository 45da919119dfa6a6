/** From here on synth judges by its rules alone: the handshake that proves each pair is a row of its own. */
export function withoutProof(): void {
  const prove = require("../../dist/verdict/proof/prove") as { proveClient: unknown };
  if (typeof prove.proveClient !== "function") throw new Error("the proof is somewhere else");
  prove.proveClient = () => () => "accepted";
}
