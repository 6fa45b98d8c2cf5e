"""What a user waits for: lists, the form, the search."""

from statistics import median

from results import percentile_95

from odoo import Command
from odoo.fields import Domain


class ScreenMeasures:
    """Measured as a manager and as a sales clerk, against core's fields and views.

    It needs ``env`` of the superuser, ``profiles``, ``table`` and ``clock``.
    """

    def _users(self):
        """One user per role that looks at lists, made here and undone at the end."""
        self.users = {}
        for role in ("manager", "user"):
            group = self.env.ref(f"customer_info_mgmt.group_customer_{role}")
            login = f"bench_{role}"
            users = self.env["res.users"]
            self.users[role] = users.search([("login", "=", login)]) or users.create(
                {"name": login, "login": login, "group_ids": [Command.set(group.ids)]}
            )
        self.env.flush_all()

    def _partners(self, role="manager"):
        partners = self.env["res.partner"].with_user(self.users[role])
        return partners.with_context(lang="en_US", allowed_company_ids=[1])

    def _specification(self, partners, xmlid, view_type):
        """What the web client asks for: the fields of a view, and those of core."""
        view = self.env.ref(xmlid)
        models = partners.get_views([[view.id, view_type]])["models"]
        fields = set(models["res.partner"]["fields"])
        every = {}
        for name in sorted(fields):
            field = partners._fields[name]
            if field.type in ("many2one", "many2many"):
                every[name] = {"fields": {"display_name": {}}}
            elif field.type == "one2many":
                every[name] = {"fields": {}}
            elif field.type not in ("binary", "properties", "properties_definition"):
                every[name] = {}
        ours = "customer_info_mgmt"
        core = {
            name: sub
            for name, sub in every.items()
            if partners._fields[name]._module != ours
        }
        return every, core

    def _page(self, partners, domain, specification, order=None):
        def work():
            partners.env.invalidate_all()
            partners.web_search_read(
                domain, specification, limit=80, order=order, count_limit=10001
            )

        return work

    def _lists(self):
        ours = [("customer_profile_id", "!=", False)]
        list_view = "customer_info_mgmt.res_partner_view_list_customer"
        for role in ("manager", "user"):
            partners = self._partners(role)
            every, _none = self._specification(partners, list_view, "list")
            _all, core = self._specification(partners, "base.view_partner_tree", "list")
            self._page(partners, [], core)()
            baseline = self.clock.seconds(self._page(partners, [], core), 5)
            self.table.add(f"{role}: core's list, first page", 1000 * baseline, "ms")
            for order in (
                None,
                "customer_revenue desc",
                "customer_last_order_date desc",
                "customer_contribution_share desc",
                "customer_order_count",
            ):
                duration = self.clock.seconds(
                    self._page(partners, ours, every, order), 5
                )
                self.table.add(
                    f"{role}: customers by {order or 'name'}",
                    1000 * duration,
                    "ms",
                    baseline=1000 * baseline,
                    target=1.3,
                )
            self._grouped(role, partners, ours)

    def _grouped(self, role, partners, ours):
        def work(domain, groupby, aggregates):
            def grouped():
                partners.env.invalidate_all()
                partners.web_read_group(domain, groupby, aggregates, limit=80)

            return grouped

        baseline = self.clock.seconds(work([], ["country_id"], ["__count"]), 5)
        self.table.add(f"{role}: core's list by country", 1000 * baseline, "ms")
        for field in ("customer_abc_class", "customer_last_order_date:month"):
            duration = self.clock.seconds(
                work(ours, [field], ["__count", "customer_revenue:sum"]), 5
            )
            self.table.add(
                f"{role}: customers grouped by {field}",
                1000 * duration,
                "ms",
                baseline=1000 * baseline,
                target=1.3,
            )

    def _form(self):
        partners = self._partners()
        every, core = self._specification(partners, "base.view_partner_form", "form")
        largest = self.profiles.search([], order="order_count desc", limit=1).partner_id
        smallest = self.profiles.search(
            [("order_count", "=", 1)], order="id", limit=1
        ).partner_id
        for name, partner in (("largest", largest), ("small", smallest)):
            record = partners.browse(partner.id)
            ours, our_queries = self._cost_of_reading(record, every)
            cores, core_queries = self._cost_of_reading(record, core)
            self.table.add(
                f"form of a {name} customer", ours, "ms", baseline=cores, target=1.5
            )
            self.table.add(
                f"form of a {name} customer, more queries",
                our_queries - core_queries,
                "queries",
                target=12,
                note=f"core {core_queries}",
            )

    def _cost_of_reading(self, record, specification):
        """Milliseconds and queries that reading a form takes."""

        def read():
            record.env.invalidate_all()
            record.web_read(specification)

        read()
        before = self.env.cr.sql_log_count
        read()
        queries = self.env.cr.sql_log_count - before
        return 1000 * self.clock.seconds(read, 7), queries

    def _search(self):
        """Customer box and list search; a term is searched once, as a clerk does.

        Beside each stands core's: its five columns, with our indexes on them.
        """
        partners = self._partners()
        for name, values in self._search_kinds().items():
            self._search_terms(partners, name, values)

    def _column(self, statement):
        """Values of one column of a few rows, the same ones in each run."""
        self.execute(f"{statement} ORDER BY hashint4(id) LIMIT 12")
        return [row[0] for row in self.env.cr.fetchall()]

    def _search_kinds(self):
        phones = self._column("SELECT phone FROM res_partner WHERE phone IS NOT NULL")
        digits = ["".join(filter(str.isdigit, phone)) for phone in phones]
        codes = self._column("SELECT ref FROM res_partner WHERE ref IS NOT NULL")
        emails = self._column("SELECT email FROM res_partner WHERE email IS NOT NULL")
        contacts = self._column(
            "SELECT name FROM res_partner WHERE parent_id IS NOT NULL"
        )
        words = ("Silverl", "Riversi", "Evergre", "Anderso", "Henders", "Textile")
        chinese = ("李伟", "王芳", "华兴", "浩然", "上海", "茶业", "秀英", "金宝")
        return {
            "part of a name": words,
            "part of a name, no hit": [f"{word[:4]}qq{word[4:]}" for word in words],
            "two Chinese characters": chinese,
            "two Chinese characters, no hit": ("犇骉", "淼焱", "鱻麤", "垚喆"),
            "one Chinese character, no hit": ("犇", "淼", "鱻", "垚"),
            "two letters, no hit": ("qx", "zq", "jq", "vq"),
            "last four digits of a phone": [number[-4:] for number in digits],
            "last four digits, no hit": [f"{code[-3:]}-9-{code}" for code in codes],
            "nine digits of a phone": [number[-9:] for number in digits],
            "alias": self._column("SELECT name FROM customer_alias"),
            "contact": contacts,
            "e-mail": emails,
            "code": codes,
            "code, no hit": [f"X{code}" for code in codes],
        }

    def _search_terms(self, partners, name, values):
        box, listed, cores = [], [], []
        customers = partners.with_context(res_partner_search_mode="customer")
        ours = Domain("customer_profile_id", "!=", False)

        def duration(search):
            partners.env.invalidate_all()
            begin = self.clock.now()
            search()
            return self.clock.now() - begin

        for value in values:
            columns = Domain.OR(
                Domain(column, "ilike", value) for column in partners._rec_names_search
            )
            searched = ours & Domain("customer_search", "ilike", value)
            box.append(duration(lambda v=value: customers.name_search(v, [], limit=8)))
            listed.append(duration(lambda d=searched: partners.search(d, limit=80)))
            cores.append(
                duration(
                    lambda d=columns: customers.search_fetch(
                        d, ["display_name"], limit=8
                    )
                )
            )
        core = 1000 * percentile_95(cores)
        for place, durations in (("box", box), ("list", listed)):
            p95 = 1000 * percentile_95(durations)
            self.table.add(
                f"search in the {place}, {name}, p95",
                p95,
                "ms",
                target=50,
                note=f"median {1000 * median(durations):.1f}; core's box {core:.0f}, "
                f"ratio {p95 / core:.2f}",
            )
