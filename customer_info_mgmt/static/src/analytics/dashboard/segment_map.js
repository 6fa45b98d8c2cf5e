import { Component } from "@odoo/owl";
import { percent } from "@customer_info_mgmt/analytics/shared/figures";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { squarify } from "./treemap";

// Sides of the area, in the proportion in which it is shown.
const WIDTH = 200;
const HEIGHT = 100;
// From which size on there is room for a name, on a phone and elsewhere.
const LABEL_WIDTH = { true: 55, false: 24 };
const LABEL_HEIGHT = 20;
// From those who are doing well to those who are gone.
const COLORS = {
    champion: "#0b7a63",
    loyal: "#00a78d",
    potential_loyal: "#3188e6",
    new: "#5b6ee1",
    promising: "#8250c4",
    need_attention: "#b7791f",
    about_to_sleep: "#c2610c",
    at_risk: "#c53030",
    cannot_lose: "#97266d",
    hibernating: "#64748b",
    lost: "#475569",
};

/** Segments of customers, each as large as what it brought in 12 months. */
export class SegmentMap extends Component {
    static template = "customer_info_mgmt.SegmentMap";
    static props = { segments: Array, formatMoney: Function, onSelect: Function };

    setup() {
        this.ui = useService("ui");
    }

    get boxes() {
        const least = LABEL_WIDTH[Boolean(this.ui.isSmall)];
        const segments = this.props.segments.filter(({ revenue }) => revenue > 0);
        const total = segments.reduce((sum, { revenue }) => sum + revenue, 0);
        const values = segments.map(({ revenue }) => revenue);
        return squarify(values, WIDTH, HEIGHT).map((box, index) => {
            const segment = segments[index];
            const share = percent(segment.revenue / total, 0);
            return {
                ...segment,
                share,
                color: COLORS[segment.key] || "#64748b",
                isNamed: box.width > least && box.height > LABEL_HEIGHT,
                style: [
                    `left: ${((100 * box.x) / WIDTH).toFixed(3)}%`,
                    `top: ${((100 * box.y) / HEIGHT).toFixed(3)}%`,
                    `width: ${((100 * box.width) / WIDTH).toFixed(3)}%`,
                    `height: ${((100 * box.height) / HEIGHT).toFixed(3)}%`,
                ].join("; "),
                title: `${segment.label}: ${this.props.formatMoney(
                    segment.revenue
                )} (${share}), ${formatInteger(segment.count)}`,
            };
        });
    }

    /** Segments that have no place or no room for their name in the map. */
    get others() {
        const named = new Set(this.boxes.filter(({ isNamed }) => isNamed).map(({ key }) => key));
        return this.props.segments
            .filter(({ key }) => !named.has(key))
            .map((segment) => ({ ...segment, color: COLORS[segment.key] || "#64748b" }));
    }

    number(value) {
        return formatInteger(value);
    }
}
