/** The payment gateway of a simulation. */
import { SECOND_MS } from '../domain/time.ts';
import { currentChance } from './chance.ts';
import { LedgerGateway } from './ledger-gateway.ts';
import type { GatewayRates } from './scenario.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A gateway whose calls take time, and fail as often as the rates say. Outside of steps it is reliable. */
export function unreliableGateway(rates: GatewayRates, time: VirtualTime): LedgerGateway {
  const gateway = new LedgerGateway();
  const happens = (rate: Exclude<keyof GatewayRates, 'smallestUnit'>): boolean =>
    currentChance()?.happens(rates[rate]) === true;
  gateway.canExpress = amount => amount % rates.smallestUnit === 0;
  gateway.decide = ({ amount, currency }) => {
    if (happens('pending')) return 'pending';
    return happens('declined') || !gateway.canExpress(amount, currency) ? 'declined' : 'authorised';
  };
  gateway.before = async () => {
    const chance = currentChance();
    if (chance) await time.sleep(happens('slow') ? chance.between(1, 15) * SECOND_MS : chance.between(5, 80));
  };
  gateway.faultOf = call => {
    if (call === 'capture' && rates.uncapturable > 0 && happens('uncapturable')) return 'refused';
    if (happens('lostRequest')) return 'lost-request';
    if (happens('lostReply')) return 'lost-reply';
    if (call === 'refund' && rates.pendingRefund > 0 && happens('pendingRefund')) return 'pending';
    return (call === 'void' || call === 'refund') && happens('refused') ? 'refused' : undefined;
  };
  return gateway;
}
