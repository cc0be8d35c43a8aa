/** What part of a long list is asked for. */
export interface PageRequest {
  limit: number;
  offset: number;
}
