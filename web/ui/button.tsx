/** Buttons, and links that look like buttons. */
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Link as AriaLink } from 'react-aria-components';
import styles from './button.module.css';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Looks {
  look?: Look;
  isWide?: boolean;
}

const classOf = ({ look = 'primary', isWide = false }: Looks): string =>
  [styles.button, styles[look], isWide && styles.wide].filter(Boolean).join(' ');

type ButtonProps = Omit<AriaButtonProps, 'className' | 'style' | 'render'> & Looks;

/**
 * While `isPending` is true the button keeps its focus, ignores presses, and says that it is busy. That of React Aria would also leave a
 * reference to the button in a live region, which points nowhere when the button is gone.
 */
export function Button({ look, isWide, isPending = false, ...props }: ButtonProps) {
  const paused = isPending && {
    onPress: () => undefined,
    // Enter in a field does not send the form again.
    ...(props.type === 'submit' && { type: 'button' as const }),
  };
  return (
    <AriaButton
      {...props}
      {...paused}
      className={classOf({ ...(look && { look }), ...(isWide && { isWide }) })}
      render={button => <button {...button} {...(isPending && { 'aria-busy': true, 'aria-disabled': true })} />}
    />
  );
}

/** A link to a page of the app. */
export function ButtonLink({ to, children, look, isWide }: Looks & { to: string; children: ReactNode }) {
  return (
    <AriaLink href={to} className={classOf({ ...(look && { look }), ...(isWide && { isWide }) })}>
      {children}
    </AriaLink>
  );
}
