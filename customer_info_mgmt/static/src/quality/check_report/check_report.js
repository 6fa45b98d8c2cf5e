import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { useSetupAction } from "@web/search/action_hook";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { MEASURE_COLORS, trendChartConfig } from "./trend_chart";

/** What is wrong with the customer files: by kind, owner, group and day. */
export class CheckReport extends Component {
    static template = "customer_info_mgmt.CheckReport";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvasRef = useRef("canvas");
        this.keepLast = new KeepLast();
        this.colors = MEASURE_COLORS;
        const state = this.props.state || {};
        this.state = useState({
            days: state.days || 30,
            dimension: state.dimension || "owner",
            data: null,
        });
        this.periods = [
            { days: 7, label: _t("Week") },
            { days: 30, label: _t("Month") },
            { days: 90, label: _t("Quarter") },
            { days: 365, label: _t("Year") },
        ];
        useSetupAction({
            getLocalState: () => ({
                days: this.state.days,
                dimension: this.state.dimension,
            }),
        });
        onWillStart(async () => {
            await Promise.all([loadBundle("web.chartjs_lib"), this.load()]);
        });
        useEffect(
            () => this.renderChart(),
            () => [this.state.data]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("customer.quality.report", "get_report", [], {
                days: this.state.days,
            })
        );
    }

    async selectPeriod(days) {
        if (this.state.days !== days) {
            this.state.days = days;
            await this.load();
        }
    }

    selectDimension(dimension) {
        this.state.dimension = dimension;
    }

    renderChart() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvasRef.el) {
            const { trend, measures } = this.state.data;
            const config = trendChartConfig({
                trend,
                measures,
                formatPercent: (value) => this.percent(value),
                formatDay: (day) => this.day(day),
            });
            this.chart = new Chart(this.canvasRef.el, config);
        }
    }

    get rows() {
        const { owners, groups } = this.state.data;
        return this.state.dimension === "owner" ? owners : groups;
    }

    get comparedText() {
        const { compared_on } = this.state.data;
        return compared_on
            ? _t("Compared with %s", this.day(compared_on))
            : _t("Nothing to compare with yet: files are counted once a day.");
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    number(value) {
        return formatInteger(value);
    }

    percent(value) {
        return `${formatFloat(value, { digits: [69, 1] })}%`;
    }

    share(count) {
        const { customers } = this.state.data;
        return this.percent(customers ? (100 * count) / customers : 0);
    }

    /** How a number moved: text and whether that is good, nothing where it did not. */
    change(now, before, moreIsGood, format) {
        if (before === false || before === undefined) {
            return null;
        }
        const by = now - before;
        if (Math.abs(by) < 0.05) {
            return { text: _t("unchanged"), icon: "fa-minus", color: "text-muted" };
        }
        return {
            text: format(Math.abs(by)),
            icon: by > 0 ? "fa-arrow-up" : "fa-arrow-down",
            color: by > 0 === moreIsGood ? "text-success" : "text-danger",
        };
    }

    tileChange(tile) {
        return this.change(tile.count, tile.previous, false, (by) => this.number(by));
    }

    measureChange(measure) {
        return this.change(measure.value, measure.previous, true, (by) =>
            formatFloat(by, { digits: [69, 1] })
        );
    }

    async open(kind, dimension = null, id = null) {
        const action = await this.orm.call("customer.quality.report", "action_open", [
            kind,
            dimension,
            id,
        ]);
        return this.action.doAction(action);
    }

    openRow(kind, row) {
        return row[kind] && this.open(kind, this.state.dimension, row.id);
    }

    downloadWorkbook() {
        const { days, company_id } = this.state.data;
        return download({
            url: "/customer_info_mgmt/check_report.xlsx",
            data: { days, company: company_id },
        });
    }

    downloadPdf() {
        const { days, company_id } = this.state.data;
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: "customer_info_mgmt.check_report",
            report_file: "customer_info_mgmt.check_report",
            data: { days },
            context: { active_ids: [company_id] },
        });
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("customer_info_mgmt.check_report", CheckReport);
