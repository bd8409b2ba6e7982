/** The picture of an event. Its title stands beside it, so it says nothing more. One that cannot be loaded is left out. */
import { useState } from 'react';

interface EventPictureProps {
  address: string | undefined;
  className: string | undefined;
  width: number;
  height: number;
  isLazy?: boolean;
}

export function EventPicture({ address, isLazy = false, ...props }: EventPictureProps) {
  const [isBroken, breakIt] = useState(false);
  if (address === undefined || isBroken) return null;
  return <img {...props} src={address} alt="" loading={isLazy ? 'lazy' : 'eager'} onError={() => breakIt(true)} />;
}
