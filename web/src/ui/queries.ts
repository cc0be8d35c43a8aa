/** What the pages have loaded (TanStack Query): one memory for all of them, gone when the person goes. */
import { notifyManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client";

// At once, as React itself batches what is drawn.
notifyManager.setScheduler(queueMicrotask);

export const queries = new QueryClient({
  queryCache: new QueryCache({
    // A refusal takes away what is known: it must not come back when a later question is not answered.
    onError: (error, query) => {
      if (!isPassing(error)) query.setState({ data: undefined, dataUpdatedAt: 0 });
    },
  }),
  defaultOptions: {
    queries: {
      retry: false,
      refetchOnMount: "always",
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always", // a browser that calls itself offline may well reach a server on this machine
    },
  },
});

/** The server is away or busy, and may answer the same question later. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError ? error.status === 0 || error.status >= 500 : true;
}

/** Another person sits here: nothing of what the one before has seen comes back. */
export function forgetResources(): void {
  queries.clear();
}
