/** Messages between the tabs of this browser. They never have a token. */

export type TabMessage = { is: 'signed-in'; userId: string } | { is: 'signed-out' };

/** Receives the messages of other tabs, and returns the function that sends one to them. */
export function forwardTo(channel: string, receive: (message: TabMessage) => void): (message: TabMessage) => void {
  const tabs = new BroadcastChannel(channel);
  tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => receive(data));
  return message => tabs.postMessage(message);
}
