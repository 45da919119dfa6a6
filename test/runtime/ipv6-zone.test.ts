// An address with a zone, which only this machine knows (RFC 4007, section 11): whatever Node can reach is reached.
import { once } from "node:events";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { RuntimeScene } from "../support/runtime-scene";

const [loopback] =
  Object.entries(networkInterfaces()).find(([, all]) => all?.some(({ address }) => address === "::1")) ?? [];

(loopback ? test : test.skip)("a host with a zone has no match, and gets its ordinary connection", async () => {
  const scene = await RuntimeScene.create(["localhost"]);
  await scene.declare("localhost");
  const { certificate: cert, privateKey: key } = scene.serverCertificate;
  const server = createServer({ cert, key }, (_, response) => response.end("hello"));
  await once(server.listen(0, "::1"), "listening");
  const certificates = scene.registry.client();
  try {
    const { port } = server.address() as AddressInfo;
    const host = `::1%${loopback}`;
    const request = get({ host, port, path: "/", rejectUnauthorized: false, agent: certificates.agent() });
    const [response] = await once(request, "response");
    expect(await text(response)).toBe("hello");
  } finally {
    await certificates.close();
    server.close();
    await scene.stop();
  }
});
