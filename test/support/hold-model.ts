/** The reference model of holds and their deadlines, shared by the tests that compare random operations with a model. */
export const HOLD_MS = 300_000;

export interface ModelHold {
  id: string;
  owner: number;
  seats: string[];
  status: 'active' | 'confirmed' | 'released' | 'expired';
  createdAt: number;
  expiresAt: number;
  windowUsed: boolean;
  extensions: number;
}

export class HoldModel<Held extends ModelHold = ModelHold> {
  now = 0;
  holds: Held[] = [];

  /** Adds a hold that the service has just placed. */
  addHold(places: Omit<Held, 'status' | 'createdAt' | 'expiresAt' | 'windowUsed' | 'extensions'>): void {
    const times = { createdAt: this.now, expiresAt: this.now + HOLD_MS, windowUsed: false, extensions: 0 };
    this.holds.push({ ...places, ...times, status: 'active' } as unknown as Held);
  }

  statusOf(held: ModelHold): ModelHold['status'] {
    return held.status === 'active' && held.expiresAt <= this.now ? 'expired' : held.status;
  }
  extend(held: ModelHold): number {
    if (this.statusOf(held) !== 'active') return 409;
    const cap = held.createdAt + 3 * HOLD_MS;
    const to = Math.min(this.now + HOLD_MS, cap);
    if (held.extensions >= 10 || held.expiresAt >= cap || to < held.expiresAt) return 409;
    Object.assign(held, { expiresAt: to, extensions: held.extensions + 1 });
    return 200;
  }
  pay(held: ModelHold, method: string): number {
    if (this.statusOf(held) !== 'active') return 409;
    if (!held.windowUsed && held.expiresAt < this.now + 60_000) {
      Object.assign(held, { expiresAt: this.now + 60_000, windowUsed: true });
    }
    if (method === 'sim_declined') return 402;
    held.status = 'confirmed';
    return 201;
  }
  release(held: ModelHold): number {
    const status = this.statusOf(held);
    if (status === 'confirmed') return 409;
    held.status = status === 'active' ? 'released' : status;
    return 204;
  }
}
