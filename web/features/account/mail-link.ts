/** The links of mails: `#purpose=token`. */
export const LINK_PURPOSES = ['verify', 'reset', 'change', 'guest', 'invitation', 'booking'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

export interface TakenLink {
  purpose: LinkPurpose;
  token: string;
}

/** Returns undefined for a fragment that no mail has. */
export function parseLink(hash: string): TakenLink | undefined {
  const [name, token = ''] = hash.replace(/^#/, '').split('=');
  const purpose = LINK_PURPOSES.find(known => known === name);
  return purpose && token !== '' ? { purpose, token } : undefined;
}
