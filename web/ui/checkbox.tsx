/** A box to tick, with its label. The whole line can be pressed. */
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components';
import styles from './checkbox.module.css';

interface CheckboxProps extends Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
}

export const Checkbox = ({ children, ...props }: CheckboxProps) => (
  <AriaCheckbox {...props} className={styles.checkbox ?? ''}>
    {({ isSelected, isIndeterminate }) => (
      <>
        <span className={styles.box} aria-hidden="true">
          {isIndeterminate ? <span className={styles.some} /> : isSelected && <Check size={18} strokeWidth={3} />}
        </span>
        <span>{children}</span>
      </>
    )}
  </AriaCheckbox>
);
