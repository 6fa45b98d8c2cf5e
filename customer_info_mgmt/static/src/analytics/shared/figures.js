import { formatFloat, formatMonetary } from "@web/views/fields/formatters";

/** An amount without decimal places: figures of many orders are read at a glance. */
export function wholeMoney(value, currencyId) {
    return formatMonetary(value, { currencyId, digits: [69, 0] });
}

/** A share of 1 as a percentage. */
export function percent(share, decimals = 1) {
    return `${formatFloat(100 * share, { digits: [69, decimals] })}%`;
}
