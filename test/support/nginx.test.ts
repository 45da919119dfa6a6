import { once } from "node:events";
import { connect } from "node:http2";
import { Agent, request } from "undici";
import { Authority, days, type Issued } from "../../examples/support/pki";
import { describeNginx } from "./describe-nginx";
import { type Nginx, startNginx } from "./nginx";

describeNginx("nginx", () => {
  let authority: Authority;
  let client: Issued;
  let nginx: Nginx;

  beforeAll(async () => {
    authority = await Authority.create("Test CA");
    client = await authority.issue("client.example");
    const server = await authority.issue("localhost", { purposes: ["server"], hosts: ["localhost"] });
    nginx = await startNginx({ ...server, clientAuthority: authority.certificate });
  });

  afterAll(async () => {
    await nginx.stop();
  });

  async function get(path: string, { certificate: cert, privateKey: key }: Partial<Issued>) {
    const agent = new Agent({ connect: { ca: authority.certificate, cert, key } });
    const { statusCode, headers, body } = await request(`https://localhost:${nginx.port}${path}`, {
      dispatcher: agent,
    });
    const answer = { status: statusCode, subject: headers["x-client-subject"], body: await body.text() };
    await agent.close();
    return answer;
  }

  test("sees the client's subject", async () => {
    const subject = "O=Throw-away,CN=client.example";
    expect(await get("/health", client)).toEqual({ status: 200, subject, body: `${subject}\n` });
    expect(await nginx.accessLog("/health")).toBe(`200 HTTP/1.1 localhost /health SUCCESS "${subject}"`);
  });

  test("refuses a client without a certificate, and one whose certificate has expired", async () => {
    expect(await get("/", {})).toMatchObject({ status: 400 });
    const expired = await authority.issue("late.example", { notBefore: days(-2), notAfter: days(-1) });
    expect(await get("/", expired)).toMatchObject({ status: 400 });
    expect(await nginx.accessLog("FAILED:certificate has expired")).toContain("400 HTTP/1.1 localhost /");
  });

  test("speaks HTTP/2", async () => {
    const { certificate: cert, privateKey: key } = client;
    const session = connect(`https://localhost:${nginx.port}`, { ca: authority.certificate, cert, key });
    const stream = session.request({ ":path": "/h2" });
    stream.resume();
    await once(stream, "close");
    session.close();
    expect(await nginx.accessLog("/h2")).toContain("200 HTTP/2.0 localhost /h2 SUCCESS");
  });
});
