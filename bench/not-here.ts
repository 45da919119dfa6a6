/** This machine lacks what a row needs. */
export class NotHere extends Error {}
