// Every way in which Node code makes a request.
import https from "node:https";
import vm from "node:vm";
import axios from "axios";
import { request } from "undici";
import { ClientCertificateError } from "../../src/errors";
import type { ClientCertificates } from "../../src/runtime";

export interface Response {
  readonly status: number;
  readonly body: string;
}

export type HttpClient = (url: string, certificates: ClientCertificates) => Promise<Response>;

export const HTTP_CLIENTS: Readonly<Record<string, HttpClient>> = {
  async fetch(url, certificates) {
    // The types of Node 20 know the dispatchers of undici 6 only.
    const response = await fetch(url, { dispatcher: certificates.dispatcher() } as RequestInit);
    return { status: response.status, body: await response.text() };
  },

  async "undici request"(url, certificates) {
    const { statusCode, body } = await request(url, { dispatcher: certificates.dispatcher() });
    return { status: statusCode, body: await body.text() };
  },

  // It needs Node 22.
  ...(Number.parseInt(process.versions.node, 10) >= 22 && { "undici 8 fetch": undici8 }),

  "https.get": (url, certificates) => httpsGet(url, certificates.agent()),

  async axios(url, certificates) {
    const options = { httpsAgent: certificates.agent(), responseType: "text", validateStatus: () => true } as const;
    const { status, data } = await axios.get<string>(url, { ...options, proxy: false });
    return { status, body: data };
  },

  async got(url, certificates) {
    const { statusCode, body } = await got(url, certificates.agent());
    return { status: statusCode, body };
  },
};

async function undici8(url: string, certificates: ClientCertificates): Promise<Response> {
  const { fetch } = await import("undici-8");
  const response = await fetch(url, { dispatcher: certificates.dispatcher() });
  return { status: response.status, body: await response.text() };
}

export function httpsGet(url: string, agent?: https.Agent): Promise<Response> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { agent }, async (response) => {
        let body = "";
        for await (const chunk of response.setEncoding("utf8")) body += chunk;
        resolve({ status: response.statusCode!, body });
      })
      .on("error", reject);
  });
}

/** got is an ES module, which jest's own import cannot load. */
async function got(url: string, agent: https.Agent): Promise<{ statusCode: number; body: string }> {
  const script = new vm.Script(
    `async (url, agent) => {
      const { got } = await import("got");
      const { statusCode, body } = await got(url, { agent: { https: agent }, retry: { limit: 0 }, throwHttpErrors: false });
      return { statusCode, body };
    }`,
    { filename: __filename, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
  );
  return script.runInThisContext()(url, agent);
}

/** The error that a failed request is about: fetch, axios and got wrap it. */
export function rootError(error: unknown): Error & { code?: string; host?: string } {
  const { cause } = error as Error;
  return ClientCertificateError.is(error) || !cause ? (error as Error) : rootError(cause);
}
