/** Addresses of scripts in the form that the content security policy of the app asks for (Trusted Types). */

type TrustedTypesWindow = Window & {
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL: (url: string) => string },
    ): { createScriptURL(url: string): string };
  };
};

/** The function that returns the one address that the policy of this name allows. A browser lets each policy be made once. */
export function trustedAddress(policyName: string, address: string): () => string {
  let trusted: string | undefined;
  return () => {
    trusted ??= make(policyName, address);
    return trusted;
  };
}

/** The result is a TrustedScriptURL, which the types of the DOM know as a string. */
function make(policyName: string, address: string): string {
  const types = (window as TrustedTypesWindow).trustedTypes;
  if (!types) return address;
  const policy = types.createPolicy(policyName, {
    createScriptURL: url => {
      if (url !== address) throw new TypeError(`${url} is not ${address}`);
      return url;
    },
  });
  return policy.createScriptURL(address);
}
