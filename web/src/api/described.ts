/** What the server's own description (docs/openapi.json) says of questions and answers. `npm run types` writes schema.d.ts from it. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/** One of the description's kinds of things. */
export type Described<Name extends keyof Schemas> = Schemas[Name];

/** What a GET of an address answers. */
export type AnswerTo<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { "application/json": infer Answer } } } } } ? Answer : never;
