import { Authority } from "../support/pki";
import { pair, writePki } from "../support/pki-files";

/** Makes the throw-away certificates of this example, on first use. */
export function makePki(directory: string): Promise<void> {
  return writePki(directory, async () => {
    const authority = await Authority.create("Throw-away CA");
    return {
      ...pair("bank", await authority.issue("payments-checks")),
      ...pair("carrier", await authority.issue("shipping-checks", { keyType: "rsa" })),
    };
  });
}
