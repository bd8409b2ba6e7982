/** The sign of a kind of events. */
import {
  Bus,
  CalendarDays,
  type LucideIcon,
  Music,
  PartyPopper,
  Plane,
  Presentation,
  Ship,
  Theater,
  TrainFront,
  Trophy,
} from 'lucide-react';
import type { Kind } from './search.ts';

const ICONS: Readonly<Record<Kind, LucideIcon>> = {
  concert: Music,
  theatre: Theater,
  festival: PartyPopper,
  sport: Trophy,
  conference: Presentation,
  other: CalendarDays,
  flight: Plane,
  train: TrainFront,
  bus: Bus,
  ferry: Ship,
};

export function KindIcon({ kind, size = 24 }: { kind: Kind; size?: number }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden size={size} />;
}
