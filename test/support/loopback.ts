import type { LookupFunction } from "node:net";

/** Every host name is this machine. */
export const loopback: LookupFunction = (_host, options, callback) => {
  const address = { address: "127.0.0.1", family: 4 };
  if (options.all) callback(null, [address]);
  else callback(null, address.address, address.family);
};

/** Makes every connection of `ClientCertificates` go to this machine. */
export const toLoopback = { undici: { connect: { lookup: loopback } }, https: { lookup: loopback } };
