// The types of Node declare `dispatcher` by the undici that they were written for, or, beside the DOM library, not at all.
import type { Dispatcher } from "undici";

/**
 * A dispatcher to each undici from 7 on, whose types differ in methods of handlers that no caller meets: it has the same
 * methods, and they take what that undici hands over.
 */
export type AnyDispatcher = {
  readonly [K in keyof Dispatcher]: Dispatcher[K] extends (...given: never[]) => unknown
    ? (...given: unknown[]) => never
    : Dispatcher[K];
};

/** What the option `dispatcher` of the global fetch takes, by the types of Node that a project has. */
export type GlobalDispatcher = RequestInit extends { dispatcher?: infer D } ? NonNullable<D> : unknown;

// As @types/node tells whether the DOM library is there.
type DispatcherOption = typeof globalThis extends { onmessage: unknown } ? { dispatcher?: Dispatcher } : object;

declare global {
  interface RequestInit extends DispatcherOption {}
}
