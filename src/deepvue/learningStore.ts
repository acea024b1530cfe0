import type { SessionStore } from "../domain/ports.ts";
import type { Redactor } from "../domain/redactor.ts";

/** A session store whose secrets the redactor knows before anything is sent with them: nothing that comes back can hold one unknown. */
export function learningStore(store: SessionStore, redactor: Redactor): SessionStore {
  return {
    credentials: async () => {
      const credentials = await store.credentials();
      if (credentials !== undefined) {
        redactor.learn(credentials.clientSecret, "client secret");
        redactor.learn(credentials.clientId, "client id");
      }
      return credentials;
    },
    token: async () => {
      const token = await store.token();
      if (token !== undefined) redactor.learn(token.accessToken, "token");
      return token;
    },
    saveToken: async (token) => {
      if (token !== undefined) redactor.learn(token.accessToken, "token");
      await store.saveToken(token);
    },
    headerStyle: () => store.headerStyle(),
    saveHeaderStyle: (style) => store.saveHeaderStyle(style),
  };
}
