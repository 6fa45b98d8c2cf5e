import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { calibrationChartConfig } from "./calibration_chart";

/** Predicted and actual orders of the test of a purchase model. */
export class CalibrationChartField extends Component {
    static template = "customer_info_mgmt.CalibrationChartField";
    static props = { ...standardFieldProps };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.renderChart(),
            () => [this.groups]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get groups() {
        return this.props.record.data[this.props.name] || [];
    }

    /** What the chart shows, for who cannot see it. */
    get description() {
        return this.groups
            .map(({ x, predicted, actual }) =>
                _t("%(x)s repeated orders: predicted %(predicted)s, came %(actual)s", {
                    x,
                    predicted: this.number(predicted, 2),
                    actual: this.number(actual, 2),
                })
            )
            .join("; ");
    }

    number(value, digits) {
        return formatFloat(value, { digits: [69, digits] });
    }

    renderChart() {
        this.chart?.destroy();
        this.chart = new Chart(
            this.canvasRef.el,
            calibrationChartConfig(this.groups, (value, digits) => this.number(value, digits))
        );
    }
}

registry.category("fields").add("customer_calibration_chart", {
    component: CalibrationChartField,
    displayName: _t("Predicted and actual orders"),
    supportedTypes: ["json"],
});
