import { type Dispatcher, FormData, Request, type RequestInfo, type RequestInit, fetch as undiciFetch } from "undici";
import { ClientCertificateError } from "../errors";

/** The type of the global `fetch` (WHATWG Fetch). */
export type Fetch = typeof globalThis.fetch;

/**
 * undici's fetch with one dispatcher, called as the global one is. It is not the global one, because what a test or a
 * framework puts in that one's place may not know dispatchers, and would send a request without its certificate.
 */
export function fetchBy(dispatcher: () => Dispatcher): Fetch {
  const send = async (input: RequestInfo, init: RequestInit = {}) => {
    if (init.dispatcher !== undefined) {
      throw new ClientCertificateError(
        "invalid-argument",
        "certificates.fetch was given a dispatcher, and has its own: give yours to undici's fetch",
      );
    }
    const options = { ...understood(init), dispatcher: dispatcher() };
    if (!isForeign(input, "Request")) return undiciFetch(input, options);
    return undiciFetch(input.url, { ...understood(input), ...options });
  };
  return send as unknown as Fetch;
}

/** undici knows the `Request` and the `FormData` of its own copy only; all other classes are Node's. */
function understood(init: RequestInit | Request): RequestInit {
  const { body, ...options } = isForeign(init, "Request") ? optionsOf(init) : { ...init };
  if (isForeign(body, "FormData")) return { ...options, body: copyOf(body) };
  return body === undefined ? options : { ...options, body };
}

function optionsOf(request: Request): RequestInit {
  const { method, headers, mode, credentials, cache, redirect, referrer } = request;
  const { referrerPolicy, integrity, keepalive, signal, body } = request;
  return {
    ...{ method, headers, mode, credentials, cache, redirect, referrer },
    ...{ referrerPolicy, integrity, keepalive, signal },
    ...(body && { body, duplex: "half" }),
  };
}

function copyOf(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) {
    if (typeof value === "string") copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return copy;
}

const OWN = { Request, FormData };

interface Classes {
  readonly Request: Request;
  readonly FormData: FormData;
}

/** Whether a value is of such a class, but not of undici's. */
function isForeign<N extends keyof Classes>(value: unknown, name: N): value is Classes[N] {
  const isOne = Object.prototype.toString.call(value) === `[object ${name}]`;
  return isOne && !(value instanceof OWN[name]);
}
