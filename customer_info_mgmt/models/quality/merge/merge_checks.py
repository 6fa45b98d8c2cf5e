"""What stands in the way of a merge, in words, each with the way out."""

from collections import defaultdict

from odoo.tools import SQL

from .merge_settle import read_parents


class MergeChecks:
    """Checks many groups at once, one statement per rule.

    :param env: environment of the user who merges; the data is read as superuser
    :param groups: ``{merge id: (destination id, [source ids])}``
    """

    def __init__(self, env, groups):
        self.env = env
        self.cr = env.cr
        self.groups = groups
        self.partners = env["res.partner"].sudo().with_context(active_test=False)
        self.members = [
            (merge_id, partner, partner == destination)
            for merge_id, (destination, sources) in groups.items()
            for partner in (destination, *sources)
        ]

    def blockers(self):
        """``{merge id: [text, ...]}`` of groups that cannot be merged as they are."""
        self.env.flush_all()
        found = defaultdict(list)
        rules = (
            self._gone,
            self._companies,
            self._family,
            self._users,
            self._own_companies,
            self._hashed_entries,
            *self._more_rules(),
        )
        for rule in rules:
            for merge_id, text in rule():
                found[merge_id].append(text)
        return dict(found)

    def notices(self):
        """``{merge id: [text, ...]}`` of what one should know and need not change."""
        found = defaultdict(list)
        for merge_id, text in self._locked_periods():
            found[merge_id].append(text)
        return dict(found)

    def _more_rules(self):
        """Rules of other rooms: methods that yield ``(merge id, text)``."""
        return ()

    def _name(self, partner_id):
        return self.partners.browse(partner_id).display_name

    def _query(self, query, **values):
        """Run a statement over ``member (merge_id, partner_id, stays)``."""
        merges, partners, stays = (
            list(column) for column in zip(*self.members, strict=True)
        )
        self.cr.execute(
            SQL(
                """WITH member AS (
                       SELECT * FROM unnest(%(m)s::int[], %(p)s::int[], %(s)s::bool[])
                           AS member (merge_id, partner_id, stays))
                   %(query)s""",
                m=merges,
                p=partners,
                s=stays,
                query=SQL(query, **values) if values else SQL(query),
            )
        )
        return self.cr.fetchall()

    # -- the rules ---------------

    def _gone(self):
        rows = self._query(
            """SELECT merge_id, partner_id FROM member
                WHERE NOT EXISTS (SELECT FROM res_partner p WHERE p.id = partner_id)"""
        )
        for merge_id, partner in rows:
            yield (
                merge_id,
                self.env._(
                    "The customer with the id %(id)s is not there any more: it was "
                    "deleted or merged. Take it out of this merge.",
                    id=partner,
                ),
            )

    def _companies(self):
        rows = self._query(
            """SELECT merge_id, array_agg(DISTINCT c.name)
                 FROM member
                 JOIN res_partner p ON p.id = partner_id
                 JOIN res_company c ON c.id = p.company_id
                GROUP BY merge_id HAVING COUNT(DISTINCT c.id) > 1"""
        )
        for merge_id, names in rows:
            yield (
                merge_id,
                self.env._(
                    "The records belong to different companies (%(names)s). Clear the "
                    "field Company of the customer that all of them may use, then "
                    "merge.",
                    names=", ".join(names),
                ),
            )

    def _users(self):
        rows = self._query(
            """SELECT merge_id, array_agg(u.login ORDER BY u.login),
                      COUNT(DISTINCT partner_id)
                 FROM member JOIN res_users u USING (partner_id)
                GROUP BY merge_id"""
        )
        may_merge_users = self.env.is_admin()
        for merge_id, logins, _partners in rows:
            if len(logins) > 1:
                text = self.env._(
                    "Two people sign in with these records (%(logins)s). One record "
                    "cannot be two users: take all but one out of this merge, or let "
                    "an administrator delete the user that nobody needs.",
                    logins=", ".join(logins),
                )
            elif not may_merge_users:
                text = self.env._(
                    "Somebody signs in with one of these records (%(logins)s). What is "
                    "merged into it becomes theirs to see, so only an administrator "
                    "can do it: ask one, or leave this record out.",
                    logins=", ".join(logins),
                )
            else:
                continue
            yield merge_id, text

    def _own_companies(self):
        rows = self._query(
            """SELECT merge_id, array_agg(c.name), bool_or(NOT stays)
                 FROM member JOIN res_company c USING (partner_id)
                GROUP BY merge_id HAVING COUNT(*) > 1 OR bool_or(NOT stays)"""
        )
        for merge_id, names, _is_source in rows:
            if len(names) > 1:
                text = self.env._(
                    "These records are the address of several of your own companies "
                    "(%(names)s). Each company needs its own: leave all but one out.",
                    names=", ".join(names),
                )
            else:
                text = self.env._(
                    "One record is the address of your own company %(names)s. Choose "
                    "it as the one that stays.",
                    names=names[0],
                )
            yield merge_id, text

    def _hashed_entries(self):
        rows = self._query(
            """SELECT DISTINCT merge_id, partner_id FROM member
                WHERE NOT stays AND EXISTS (
                      SELECT FROM account_move_line l
                        JOIN account_move m ON m.id = l.move_id
                       WHERE l.partner_id = member.partner_id
                         AND m.inalterable_hash IS NOT NULL)"""
        )
        for merge_id, partner in rows:
            yield (
                merge_id,
                self.env._(
                    "%(name)s has journal entries that are secured with a hash, which "
                    "covers the customer and may not change. Choose this record as the "
                    "one that stays.",
                    name=self._name(partner),
                ),
            )

    def _family(self):
        """A record above or below another one, also through other merges of the batch.

        Each group is one node, its members' parents are the way up. Who comes back to
        where he started would become his own parent.
        """
        parents = read_parents(self.cr, {partner for _m, partner, _s in self.members})
        group_of = {partner: merge_id for merge_id, partner, _stays in self.members}
        for merge_id, (destination, sources) in self.groups.items():
            members = (destination, *sources)
            culprit = _climb(members, parents, group_of, self.groups)
            if culprit:
                yield (
                    merge_id,
                    self.env._(
                        "%(name)s stands above another record of this merge, as its "
                        "company. A record cannot be its own parent: clear the company "
                        "of the contact first, or leave one of them out.",
                        name=self._name(culprit),
                    ),
                )

    # -- notices ---------------

    def _locked_periods(self):
        rows = self._query(
            """SELECT merge_id, COUNT(*)
                 FROM member
                 JOIN account_move_line l ON l.partner_id = member.partner_id
                 JOIN res_company c ON c.id = l.company_id
                WHERE NOT stays AND l.parent_state = 'posted'
                  AND l.date <= GREATEST(c.fiscalyear_lock_date, c.hard_lock_date)
                GROUP BY merge_id"""
        )
        for merge_id, count in rows:
            yield (
                merge_id,
                self.env._(
                    "%(count)s journal items lie in a locked period. Amounts and "
                    "accounts stay as they are; the customer named on them changes.",
                    count=count,
                ),
            )


def _climb(members, parents, group_of, groups):
    """The first record above ``members`` that belongs to their own group, if any."""
    start = group_of[members[0]]
    waiting = [parents[member] for member in members if parents.get(member)]
    seen = set()
    while waiting:
        partner = waiting.pop()
        if partner in seen:
            continue
        seen.add(partner)
        group = group_of.get(partner)
        if group == start:
            return partner
        above = (partner,)
        if group is not None:
            destination, sources = groups[group]
            above = (destination, *sources)
        waiting += [parents[one] for one in above if parents.get(one)]
    return None
